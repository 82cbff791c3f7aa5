/// The syntaxes of RDF beside N3's own family: reads RDF/XML, JSON-LD, TriG, N-Quads, RDF/JSON and
/// TriX through Apache Jena's RIOT, straight into a dictionary and a sink, and writes the first
/// four. What a document means once it is ids is left to `cwm.rdf`.
@NullMarked
package cwm.jena;

import org.jspecify.annotations.NullMarked;
