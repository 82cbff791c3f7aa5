/// Reading and writing Notation3, Turtle and N-Triples.
///
/// [cwm.rdf.n3.N3Reader] streams a document as statements of dictionary ids and reports every
/// mistake it finds with its place; the writer is its inverse. What statements mean is not known
/// here: rules are statements with `log:implies`. Other syntaxes (RDF/XML, TriG, JSON-LD) are left
/// to `cwm-jena`.
@NullMarked
package cwm.rdf.n3;

import org.jspecify.annotations.NullMarked;
