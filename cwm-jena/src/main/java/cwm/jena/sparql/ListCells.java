package cwm.jena.sparql;

import static java.util.stream.Collectors.groupingBy;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.Rdf;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Substitute;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingBuilder;
import org.jspecify.annotations.Nullable;

/// What the lists of a graph say as chains of `rdf:first` and `rdf:rest` statements, which are not
/// among its facts.
///
/// Lists are terms here, so equal lists are one chain.
final class ListCells {
  private static final Node FIRST = NodeFactory.createURI(Rdf.FIRST.value());
  private static final Node REST = NodeFactory.createURI(Rdf.REST.value());

  private final TermNodes terms;
  private final TermDictionary dictionary;
  private final Set<Integer> lists = new LinkedHashSet<>();

  // Made when somebody looks for a member.
  private volatile @Nullable Map<Integer, List<ListCell>> byMember;

  private ListCells(TermNodes terms) {
    this.terms = terms;
    dictionary = terms.dictionary();
  }

  /// Finds the lists among subjects and objects of facts, and in those lists. Θ(facts).
  static ListCells of(List<FactStore> stores, TermNodes terms) {
    var cells = new ListCells(terms);
    for (FactStore store : stores) {
      for (FactTable table : store.tables()) {
        for (int row = 0; row < table.rowCount(); row++) {
          if (terms.isVisible(table.subject(row)) && terms.isVisible(table.object(row))) {
            cells.note(table.subject(row));
            cells.note(table.object(row));
          }
        }
      }
    }
    return cells;
  }

  private void note(int id) {
    if (dictionary.kind(id) == TermKind.LIST
        && dictionary.listSize(id) > 0
        && terms.isVisible(id)
        && lists.add(id)) {
      for (int member = 0; member < dictionary.listSize(id); member++) {
        note(dictionary.listMember(id, member));
      }
    }
  }

  boolean isEmpty() {
    return lists.isEmpty();
  }

  /// Whether statements that agree with a pattern may be among those of cells; else it need not be
  /// known which lists there are.
  static boolean mayHave(Node subject, Node predicate) {
    return (!predicate.isConcrete() || predicate.equals(FIRST) || predicate.equals(REST))
        && (!subject.isConcrete() || ListCell.of(subject).isPresent());
  }

  Iterator<Triple> find(Node subject, Node predicate, Node object) {
    return cells(subject, object)
        .flatMap(this::statements)
        .filter(
            each -> matches(predicate, each.getPredicate()) && matches(object, each.getObject()))
        .iterator();
  }

  /// What a binding becomes by those that agree with a pattern.
  Iterator<Binding> extend(Binding binding, Triple pattern) {
    Triple sought = Substitute.substitute(pattern, binding);
    return mayHave(sought.getSubject(), sought.getPredicate())
        ? Iter.iter(find(sought.getSubject(), sought.getPredicate(), sought.getObject()))
            .map(found -> extended(binding, sought, found))
            .filter(Optional::isPresent)
            .map(Optional::orElseThrow)
        : Iter.nullIterator();
  }

  /// @return empty if a variable of the pattern would have two values
  private static Optional<Binding> extended(Binding binding, Triple sought, Triple found) {
    BindingBuilder extended = Binding.builder(binding);
    boolean agrees =
        agrees(extended, sought.getSubject(), found.getSubject())
            && agrees(extended, sought.getPredicate(), found.getPredicate())
            && agrees(extended, sought.getObject(), found.getObject());
    return agrees ? Optional.of(extended.build()) : Optional.empty();
  }

  private static boolean agrees(BindingBuilder extended, Node sought, Node found) {
    if (sought.isConcrete()) {
      return true;
    }
    Var variable = Var.alloc(sought);
    if (extended.contains(variable)) {
      return found.equals(extended.get(variable));
    }
    extended.add(variable, found);
    return true;
  }

  private Stream<ListCell> cells(Node subject, Node object) {
    if (subject.isConcrete()) {
      return ListCell.of(subject)
          .filter(cell -> lists.contains(cell.list()))
          .filter(cell -> cell.offset() < dictionary.listSize(cell.list()))
          .stream();
    }
    return object.isConcrete() ? cellsWith(object) : all();
  }

  private Stream<ListCell> all() {
    return lists.stream()
        .flatMap(
            list ->
                IntStream.range(0, dictionary.listSize(list))
                    .mapToObj(offset -> new ListCell(list, offset)));
  }

  /// The cells whose member or next cell is an object.
  private Stream<ListCell> cellsWith(Node object) {
    List<ListCell> holding = byMember().getOrDefault(terms.known(object), List.of());
    Stream<ListCell> before =
        object.equals(ListCell.NIL)
            ? lists.stream().map(list -> new ListCell(list, dictionary.listSize(list) - 1))
            : ListCell.of(object)
                .filter(next -> lists.contains(next.list()) && next.offset() > 0)
                .map(next -> new ListCell(next.list(), next.offset() - 1))
                .stream();
    return Stream.concat(holding.stream(), before).distinct();
  }

  /// Cells by the ids of their members.
  private Map<Integer, List<ListCell>> byMember() {
    Map<Integer, List<ListCell>> known = byMember;
    if (known == null) {
      known = all().collect(groupingBy(cell -> dictionary.listMember(cell.list(), cell.offset())));
      byMember = known;
    }
    return known;
  }

  private Stream<Triple> statements(ListCell cell) {
    Node node = cell.node(dictionary);
    Node member = terms.node(dictionary.listMember(cell.list(), cell.offset()));
    return Stream.of(
        Triple.create(node, FIRST, member),
        Triple.create(node, REST, cell.next().node(dictionary)));
  }

  private static boolean matches(Node pattern, Node node) {
    return !pattern.isConcrete() || pattern.equals(node);
  }
}
