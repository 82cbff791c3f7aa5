package cwm.jena.sparql;

import cwm.rdf.n3.ListChains;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Rdf;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/// Makes statements of our own of the triples that a query constructs, with lists for chains as in
/// any document.
///
/// A list of the store is a list again where the triples say its whole chain, or nothing of it;
/// where they say part of the chain, its cells are blank nodes.
final class FoldedLists {
  /// What keeps the blank nodes of cells apart from others.
  private static final long CELL = 0x6c69737463656c6cL;

  private final TermNodes terms;
  private final TermDictionary dictionary; // of the statements

  // The lists of which a triple says part of the chain.
  private final Set<Integer> unfolded = new HashSet<>();

  /// @param dictionary whose ids the statements are to have
  FoldedLists(TermNodes terms, TermDictionary dictionary) {
    this.terms = terms;
    this.dictionary = dictionary;
  }

  /// The statements, without repetitions.
  TripleList fold(Iterator<Triple> found) {
    Set<Triple> triples = new LinkedHashSet<>();
    found.forEachRemaining(triples::add);
    triples.forEach(triple -> listOfCell(triple).ifPresent(unfolded::add));
    var statements = new TripleList();
    for (Triple triple : triples) {
      statements.accept(id(triple.getSubject()), id(triple.getPredicate()), id(triple.getObject()));
    }
    var folded = new TripleList();
    ListChains.resolve(dictionary, statements, _ -> true, folded);
    return folded;
  }

  /// The list whose chain a triple is part of.
  private Optional<Integer> listOfCell(Triple triple) {
    String predicate = triple.getPredicate().getURI();
    return predicate.equals(Rdf.FIRST.value()) || predicate.equals(Rdf.REST.value())
        ? terms.cell(triple.getSubject()).map(ListCell::list)
        : Optional.empty();
  }

  private int id(Node node) {
    return terms
        .cell(node)
        .filter(cell -> cell.offset() > 0 || unfolded.contains(cell.list()))
        .map(cell -> dictionary.intern(BlankNode.of(CELL, cell.list(), cell.offset())))
        .orElseGet(() -> dictionary.intern(terms.term(node)));
  }
}
