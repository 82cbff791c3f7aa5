package cwm.distributed;

import cwm.ipc.message.Among;
import cwm.ipc.message.Bindings;
import cwm.ipc.message.FactScope;
import cwm.ipc.message.Grouping;
import cwm.ipc.message.IpcMessage.Query;
import cwm.ipc.message.IpcMessage.QueryResponse;
import cwm.ipc.message.Pattern;
import cwm.ipc.message.RowBatch;
import cwm.jena.sparql.FactFilter;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.Term;
import cwm.rdf.term.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// One part of one answer: what a node owns of the facts that a [Query] asks for.
///
/// *Candidates* come in an order that stays the same as long as the facts do, and are counted, so
/// that the next part begins where this one ends.
final class FactPage {
  /// Solutions in one answer.
  private static final int SOLUTIONS_MAX = 1 << 12;

  /// Candidates that are looked at for one answer.
  private static final int SCANNED_MAX = 1 << 20;

  /// Going by the subjects of another pattern costs so much more for each than going by rows.
  private static final int BESIDE_ONE_IN = 8;

  /// Two ids are one number, by which groups are found.
  private static final int GROUPED_BY_MAX = 2;

  private static final int NONE = TermDictionary.NONE;

  private final Query query;
  private final long version;
  private final TermDictionary dictionary;
  private final int solutionsMax;

  /// For each place of a fact: the id that is asked for, or `NONE`.
  private final int[] constants = new int[3];

  /// For each place of a fact: which variable stands there, or -1.
  private final int[] variables = {-1, -1, -1};

  /// All variables of the pattern, and what a candidate has for them.
  private final List<String> names = new ArrayList<>();

  private final int[] match;

  /// The variables that solutions are told apart by: all of them, or those of the grouping.
  private final int[] wanted;

  private final boolean isGrouping;
  private final Map<Long, Integer> rowByGroup = new HashMap<>();

  // The solutions: their values, and how many each stands for.
  private final int[] values;
  private final long[] counts;
  private int rowCount;

  /// Candidates so far, of all parts.
  private long position;

  private boolean isKnown = true;

  /// The place of a fact where only some terms are wanted, and these; -1 for none.
  private int amongPlace = -1;

  private int[] amongIds = {};

  private final Optional<FactFilter> filter;

  /// What else has to be there of a subject.
  private List<Companion> companions = List.of();

  /// Facts of a predicate, and with an object if it is not `NONE`.
  private record Companion(List<FactTable> tables, int object) {
    boolean isThere(int subject) {
      for (FactTable table : tables) {
        boolean has =
            object == NONE
                ? table.bySubject(table.rowCount()).first(subject) != 0
                : table.find(subject, object) >= 0;
        if (has) {
          return true;
        }
      }
      return false;
    }

    /// How many subjects there are with the object; `max` stands for more.
    long subjectCount(int max) {
      return object == NONE
          ? max
          : tables.stream()
              .mapToLong(table -> table.byObject(table.rowCount()).count(object, max))
              .sum();
    }
  }

  /// @param version of the facts that the answer is of
  /// @param filter that of the query
  FactPage(Query query, long version, TermDictionary dictionary, Optional<FactFilter> filter) {
    this(query, version, dictionary, filter, SOLUTIONS_MAX);
  }

  /// @param solutionsMax how many solutions there may be in it
  FactPage(
      Query query,
      long version,
      TermDictionary dictionary,
      Optional<FactFilter> filter,
      int solutionsMax) {
    this.filter = filter;
    this.solutionsMax =
        query.solutionsMax() > 0 ? Math.min(query.solutionsMax(), solutionsMax) : solutionsMax;
    this.query = query;
    this.version = version;
    this.dictionary = dictionary;
    Term[] terms = {
      query.pattern().subject(), query.pattern().predicate(), query.pattern().object()
    };
    for (int place = 0; place < 3; place++) {
      if (terms[place] instanceof Variable variable) {
        if (!names.contains(variable.name())) {
          names.add(variable.name());
        }
        variables[place] = names.indexOf(variable.name());
      } else {
        constants[place] = find(terms[place]);
      }
    }
    match = new int[names.size()];
    query.among().ifPresent(this::noteAmong);
    isGrouping = query.grouping().isPresent();
    wanted =
        query.grouping().map(this::wantedBy).orElse(IntStream.range(0, match.length).toArray());
    values = new int[this.solutionsMax * wanted.length];
    counts = new long[isGrouping ? this.solutionsMax : 0];
  }

  private void noteAmong(Among among) {
    int variable = names.indexOf(among.variable());
    if (variable >= 0 && (variables[0] == variable || variables[2] == variable)) {
      amongPlace = variables[0] == variable ? 0 : 2;
      amongIds =
          among.terms().stream()
              .mapToInt(dictionary::find)
              .filter(id -> id != NONE)
              .distinct()
              .toArray();
    }
  }

  private int[] wantedBy(Grouping grouping) {
    return grouping.variables().stream()
        .mapToInt(names::indexOf)
        .filter(variable -> variable >= 0)
        .limit(GROUPED_BY_MAX)
        .toArray();
  }

  private int find(Term term) {
    int id = dictionary.find(term);
    isKnown &= id != NONE;
    return id;
  }

  QueryResponse of(Optional<Shard> owned) {
    owned.ifPresent(this::noteCompanions);
    long next = 0;
    if (isKnown && owned.isPresent()) {
      for (FactTable table : tables(owned.get())) {
        if (!add(table)) {
          next = position;
          break;
        }
      }
    }
    return response(next);
  }

  /// Where a subject's facts are not together, no owner knows what a subject has not.
  private void noteCompanions(Shard owned) {
    if (owned.placement().strategy().keepsSubjects()) {
      companions = query.also().stream().map(also -> companion(also, owned)).toList();
    }
  }

  private Companion companion(Pattern also, Shard owned) {
    List<FactTable> tables =
        also.predicate() instanceof Variable
            ? owned.facts().tables()
            : owned.tables(find(also.predicate()));
    return new Companion(tables, also.object() instanceof Variable ? NONE : find(also.object()));
  }

  private List<FactTable> tables(Shard owned) {
    if (variables[1] < 0) {
      return owned.tables(constants[1]);
    }
    return query.scope() == FactScope.GRAPHS ? owned.ofGraphs().tables() : owned.facts().tables();
  }

  /// Adds what a table has.
  ///
  /// @return whether that was all
  private boolean add(FactTable table) {
    if (query.scope() == FactScope.GRAPHS) {
      return table.rowCount() == 0 || visit(table, 0);
    }
    int subject = variables[0] < 0 ? constants[0] : NONE;
    int object = variables[2] < 0 ? constants[2] : NONE;
    if (amongPlace < 0) {
      return add(table, subject, object);
    }
    for (int id : amongIds) {
      boolean hasRoom = amongPlace == 0 ? add(table, id, object) : add(table, subject, id);
      if (!hasRoom) {
        return false;
      }
    }
    return true;
  }

  /// @param subject `NONE` for any, as the object
  private boolean add(FactTable table, int subject, int object) {
    int end = table.rowCount();
    if (subject != NONE) {
      return object == NONE
          ? addRows(table, table.bySubject(end).rows(subject, 0, end))
          : addPair(table, subject, object);
    }
    if (object != NONE) {
      return addRows(table, table.byObject(end).rows(object, 0, end));
    }
    int few = end / BESIDE_ONE_IN; // more need not be counted
    return companions.stream()
        .filter(each -> each.subjectCount(few) < few)
        .min(Comparator.comparingLong(each -> each.subjectCount(few)))
        .map(fewest -> addBeside(table, fewest))
        .orElseGet(() -> addRange(table));
  }

  private boolean addPair(FactTable table, int subject, int object) {
    int row = table.find(subject, object);
    return row < 0 || visit(table, row);
  }

  private boolean addRows(FactTable table, int[] rows) {
    int skipped = Math.clamp(query.start() - position, 0, rows.length);
    position += skipped;
    for (int i = skipped; i < rows.length; i++) {
      if (!visit(table, rows[i])) {
        return false;
      }
    }
    return true;
  }

  private boolean addRange(FactTable table) {
    int count = table.rowCount();
    long skipped = Math.clamp(query.start() - position, 0L, (long) count);
    position += skipped;
    for (int row = (int) skipped; row < count; row++) {
      if (!visit(table, row)) {
        return false;
      }
    }
    return true;
  }

  /// Adds the rows of the subjects that a companion has.
  private boolean addBeside(FactTable table, Companion few) {
    int end = table.rowCount();
    for (FactTable beside : few.tables()) {
      for (int known :
          beside.byObject(beside.rowCount()).rows(few.object(), 0, beside.rowCount())) {
        if (!addRows(table, table.bySubject(end).rows(beside.subject(known), 0, end))) {
          return false;
        }
      }
    }
    return true;
  }

  /// @return whether the answer has room for what comes next
  private boolean visit(FactTable table, int row) {
    if (position - query.start() >= SCANNED_MAX) {
      return false;
    }
    boolean isSolution = position >= query.start() && matches(table, row) && isAskedFor(table, row);
    if (isSolution && !(isGrouping ? addToGroup(table, row) : addRow())) {
      return false;
    }
    position++;
    return true;
  }

  /// Whether equal variables stand for equal terms.
  private boolean matches(FactTable table, int row) {
    int[] places = {table.subject(row), table.predicate(), table.object(row)};
    Arrays.fill(match, NONE);
    for (int place = 0; place < 3; place++) {
      int variable = variables[place];
      if (variable >= 0) {
        if (match[variable] != NONE && match[variable] != places[place]) {
          return false;
        }
        match[variable] = places[place];
      }
    }
    return true;
  }

  private boolean addRow() {
    if (rowCount == solutionsMax) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      values[rowCount * wanted.length + i] = match[wanted[i]];
    }
    rowCount++;
    return true;
  }

  private boolean addToGroup(FactTable table, int row) {
    boolean isSeen =
        dictionary.isOfRdf(table.subject(row))
            && dictionary.isOfRdf(table.predicate())
            && dictionary.isOfRdf(table.object(row));
    if (!isSeen) {
      return true;
    }
    long group = 0;
    for (int variable : wanted) {
      group = (group << Integer.SIZE) | match[variable];
    }
    Integer known = rowByGroup.get(group);
    if (known == null) {
      known = rowCount;
      if (!addRow()) {
        return false;
      }
      rowByGroup.put(group, known);
    }
    counts[known]++;
    return true;
  }

  private boolean isAskedFor(FactTable table, int row) {
    boolean isInScope =
        switch (query.scope()) {
          case ALL, GRAPHS -> true;
          case DERIVED -> !table.isAsserted(row);
          case LISTS -> isList(table.subject(row)) || isList(table.object(row));
        };
    if (!isInScope) {
      return false;
    }
    for (Companion companion : companions) {
      if (!companion.isThere(table.subject(row))) {
        return false;
      }
    }
    return filter.isEmpty() || filter.get().mayPass(table.subject(row), table.object(row));
  }

  private boolean isList(int id) {
    return dictionary.kind(id) == TermKind.LIST;
  }

  private QueryResponse response(long next) {
    if (rowCount == 0) {
      return new QueryResponse(query.queryId(), List.of(), List.of(), version, next);
    }
    int width = wanted.length;
    Map<String, Term> first = new LinkedHashMap<>();
    for (int i = 0; i < width; i++) {
      first.put(names.get(wanted[i]), dictionary.term(values[i]));
    }
    // Without variables there is one solution.
    var rest =
        new RowBatch(
            dictionary, Arrays.copyOfRange(values, width, rowCount * width), width, rowCount - 1);
    List<Long> counted =
        isGrouping ? Arrays.stream(counts, 0, rowCount).boxed().toList() : List.of();
    return new QueryResponse(
        query.queryId(), List.of(new Bindings(first)), rest, version, counted, next);
  }
}
