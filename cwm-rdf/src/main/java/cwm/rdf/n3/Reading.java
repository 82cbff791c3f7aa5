package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;

/// What the reading of one document works with: where its bytes, terms, mistakes and statements
/// are.
record Reading(
    TermDictionary dictionary,
    ByteInput input,
    Diagnostics diagnostics,
    BlankNodes blankNodes,
    DocumentStatements statements) {}
