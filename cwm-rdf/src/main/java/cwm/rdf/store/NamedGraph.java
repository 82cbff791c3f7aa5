package cwm.rdf.store;

/// The statements of one named graph.
///
/// @param name the id of an IRI or a blank node, or of the empty list, as which `rdf:nil` is
///   interned
public record NamedGraph(int name, TripleList statements) {}
