/// The dictionary of terms and the store of facts.
///
/// Here terms are `int` ids and facts are rows of ids; [cwm.rdf.store.TermDictionary] is the border
/// to the term objects of `cwm.rdf.term`. A [cwm.rdf.store.FactStore] knows which generation each
/// fact came in, whether it was asserted or derived or both, and can go back to the end of an
/// earlier generation. It knows nothing of rules.
@NullMarked
package cwm.rdf.store;

import org.jspecify.annotations.NullMarked;
