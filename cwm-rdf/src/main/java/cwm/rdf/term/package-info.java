/// RDF and N3 terms as values, and their identity.
///
/// Identity is by content, so that every node of a cluster gives the same answer: each term has a
/// 64-bit [cwm.rdf.term.Term#contentHash()], and formulas are equal up to renaming of what they
/// bind. The compact form of terms that the engine works with (dictionary ids) is
/// `cwm.rdf.store`'s.
@NullMarked
package cwm.rdf.term;

import org.jspecify.annotations.NullMarked;
