package cwm.jena.sparql;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Rdf;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/// Makes statements of our own of the triples that a query constructs.
///
/// A list of the store is a list again where the triples say its whole chain, or nothing of it;
/// where they say part of the chain, its cells are blank nodes.
final class FoldedLists {
  /// What keeps the blank nodes of cells apart from others.
  private static final long CELL = 0x6c69737463656c6cL;

  /// Each cell has a `rdf:first` and a `rdf:rest`.
  private static final int STATEMENTS_PER_CELL = 2;

  private final TermNodes terms;
  private final TermDictionary dictionary;
  private final Map<Integer, Integer> statementCounts = new HashMap<>();

  FoldedLists(TermNodes terms) {
    this.terms = terms;
    dictionary = terms.dictionary();
  }

  /// The statements, without repetitions.
  TripleList fold(Iterator<Triple> found) {
    Set<Triple> triples = new LinkedHashSet<>();
    found.forEachRemaining(triples::add);
    for (Triple triple : triples) {
      listOfCell(triple).ifPresent(list -> statementCounts.merge(list, 1, Integer::sum));
    }
    var statements = new TripleList();
    for (Triple triple : triples) {
      if (listOfCell(triple).filter(this::isWhole).isEmpty()) {
        statements.accept(
            id(triple.getSubject()), id(triple.getPredicate()), id(triple.getObject()));
      }
    }
    return statements;
  }

  /// The list whose chain a triple is part of.
  private static Optional<Integer> listOfCell(Triple triple) {
    String predicate = triple.getPredicate().getURI();
    return predicate.equals(Rdf.FIRST.value()) || predicate.equals(Rdf.REST.value())
        ? ListCell.of(triple.getSubject()).map(ListCell::list)
        : Optional.empty();
  }

  private boolean isWhole(int list) {
    return statementCounts.getOrDefault(list, 0) == STATEMENTS_PER_CELL * dictionary.listSize(list);
  }

  private int id(Node node) {
    Optional<ListCell> cell = ListCell.of(node);
    if (cell.isEmpty()) {
      return terms.intern(node).orElseThrow();
    }
    int list = cell.get().list();
    return cell.get().offset() == 0 && (isWhole(list) || !statementCounts.containsKey(list))
        ? list
        : dictionary.intern(BlankNode.of(CELL, list, cell.get().offset()));
  }
}
