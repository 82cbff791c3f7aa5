package cwm.distributed;

import cwm.jena.sparql.SparqlAnswer;
import cwm.jena.sparql.SparqlException;
import cwm.rdf.store.RowList;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The solutions of a graph pattern.
///
/// @param variables names, without the question mark
/// @param rows what they are bound to, in the order of `variables`, as ids; [TermDictionary#NONE]
///   for a variable that a solution leaves unbound
/// @param dictionary whose ids these are
public record Solutions(List<String> variables, RowList rows, TermDictionary dictionary) {
  public Solutions {
    variables = List.copyOf(variables);
  }

  /// How many there are.
  public int size() {
    return rows.count();
  }

  /// What a variable is bound to in a solution, in which it is bound.
  public Term term(int solution, String variable) {
    return dictionary.term(rows.value(solution, variables.indexOf(variable)));
  }

  /// A solution as terms by variable.
  public Map<String, Term> solution(int index) {
    Map<String, Term> bound = new LinkedHashMap<>();
    for (int i = 0; i < variables.size(); i++) {
      int id = rows.value(index, i);
      if (id != TermDictionary.NONE) {
        bound.put(variables.get(i), dictionary.term(id));
      }
    }
    return bound;
  }

  /// The rows of a SELECT; of an ASK one solution that binds nothing, or none.
  ///
  /// @throws SparqlException if it is the answer of another form, or finding the rows fails
  static Solutions of(SparqlAnswer answer, TermDictionary dictionary) {
    return switch (answer) {
      case SparqlAnswer.Rows rows -> new Solutions(rows.variables(), rows.ids(), dictionary);
      case SparqlAnswer.Truth(boolean isTrue) -> of(isTrue, dictionary);
      case SparqlAnswer.Statements _ ->
          throw new SparqlException(SparqlException.Kind.FAILED, "the query is no SELECT or ASK");
    };
  }

  /// One solution that binds nothing, or none.
  static Solutions of(boolean isThere, TermDictionary dictionary) {
    return isThere ? unit(dictionary) : new Solutions(List.of(), new RowList(0), dictionary);
  }

  /// The one solution of no pattern, which binds nothing.
  static Solutions unit(TermDictionary dictionary) {
    var rows = new RowList(0);
    rows.add(new int[0]);
    return new Solutions(List.of(), rows, dictionary);
  }

  /// The solutions of both patterns together. Takes time in proportion to both and to the result.
  Solutions join(Solutions other) {
    List<String> shared = variables.stream().filter(other.variables::contains).toList();
    List<String> added = other.variables.stream().filter(v -> !variables.contains(v)).toList();
    Map<List<Integer>, List<Integer>> byKey = new LinkedHashMap<>();
    for (int row = 0; row < other.size(); row++) {
      byKey.computeIfAbsent(other.values(row, shared), _ -> new ArrayList<>()).add(row);
    }
    List<String> all = new ArrayList<>(variables);
    all.addAll(added);
    var joined = new RowList(all.size());
    int[] values = new int[all.size()];
    for (int row = 0; row < size(); row++) {
      for (int match : byKey.getOrDefault(values(row, shared), List.of())) {
        for (int i = 0; i < variables.size(); i++) {
          values[i] = rows.value(row, i);
        }
        for (int i = 0; i < added.size(); i++) {
          values[variables.size() + i] =
              other.rows.value(match, other.variables.indexOf(added.get(i)));
        }
        joined.add(values);
      }
    }
    return new Solutions(all, joined, dictionary);
  }

  private List<Integer> values(int row, List<String> names) {
    return names.stream().map(name -> rows.value(row, variables.indexOf(name))).toList();
  }
}
