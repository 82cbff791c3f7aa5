package cwm.ipc.message;

import cwm.rdf.term.Term;

/// How many facts of a predicate a node's workers own.
public record PredicateCount(Term predicate, long factCount) {}
