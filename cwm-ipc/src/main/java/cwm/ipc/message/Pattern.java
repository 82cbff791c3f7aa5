package cwm.ipc.message;

import cwm.rdf.term.Term;

/// A triple pattern: a triple whose variables match anything, the same variable the same term.
public record Pattern(Term subject, Term predicate, Term object) {}
