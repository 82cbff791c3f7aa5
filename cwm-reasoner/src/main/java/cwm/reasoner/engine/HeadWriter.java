package cwm.reasoner.engine;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.FormulaIdentity;
import cwm.rdf.term.Substitution;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.reasoner.plan.Instantiation;
import cwm.reasoner.plan.PlanRun;
import cwm.reasoner.plan.Planner;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.BodyPart;
import cwm.reasoner.rule.Pattern;
import cwm.reasoner.rule.Rule;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes a rule's conclusions for each row of bindings.
///
/// Variables of the head that the body does not bind stay variables. A blank node of the head
/// becomes a Skolem term over the values of the variables that the head mentions.
final class HeadWriter implements PlanRun.RowTaker {
  private final Conclusions conclusions;
  private final TermDictionary dictionary;
  private final long stated;
  private final List<Atom> head;
  private final int[] existentials;
  private final int[] skolemKey;
  private final int headFormulaSlot;

  // The head, if its statements only take over values of slots: then a batch is written statement
  // by statement.
  private final boolean isPlain;
  private final List<Statement> plain;

  private int stratum;
  private long rowCount;

  /// @param body what rows are solutions of
  /// @param conclusions takes what is concluded
  HeadWriter(Rule rule, List<BodyPart> body, TermDictionary dictionary, Conclusions conclusions) {
    this.dictionary = dictionary;
    this.conclusions = conclusions;
    BitSet bound = Planner.boundBy(body);
    stated = rule.stated().contentHash();
    existentials = rule.existentials().stream().mapToInt(slot -> slot).toArray();
    skolemKey = rule.skolemKey().stream().mapToInt(slot -> slot).filter(bound::get).toArray();
    BitSet filled = (BitSet) bound.clone();
    rule.existentials().forEach(filled::set);
    head =
        rule.head().stream()
            .map(
                atom ->
                    new Atom(
                        closed(atom.subject(), filled, rule),
                        closed(atom.predicate(), filled, rule),
                        closed(atom.object(), filled, rule)))
            .toList();
    headFormulaSlot =
        rule.headFormula()
            .filter(pattern -> pattern.isBound(filled))
            .map(pattern -> ((Pattern.Slot) pattern).index())
            .orElse(-1);
    isPlain =
        existentials.length == 0
            && headFormulaSlot < 0
            && head.stream().allMatch(HeadWriter::isPlain);
    plain = isPlain ? head.stream().map(Statement::new).toList() : List.of();
  }

  private static boolean isPlain(Atom atom) {
    return isPlain(atom.subject()) && isPlain(atom.predicate()) && isPlain(atom.object());
  }

  private static boolean isPlain(Pattern pattern) {
    return pattern instanceof Pattern.Constant || pattern instanceof Pattern.Slot;
  }

  private Pattern closed(Pattern pattern, BitSet filled, Rule rule) {
    return switch (pattern) {
      case Pattern.Constant _ -> pattern;
      case Pattern.Slot(int index) ->
          filled.get(index)
              ? pattern
              : new Pattern.Constant(dictionary.intern(rule.symbols().get(index)));
      case Pattern.Listed(var items) ->
          new Pattern.Listed(items.stream().map(item -> closed(item, filled, rule)).toList());
      case Pattern.Quoted _ -> pattern.restrictedTo(filled);
    };
  }

  /// Sets the stratum that conclusions are noted under from now on.
  void setStratum(int stratum) {
    this.stratum = stratum;
  }

  /// Rows taken since this was last asked: instances of the rule, including those that conclude
  /// what is known.
  long takeRowCount() {
    long count = rowCount;
    rowCount = 0;
    return count;
  }

  @Override
  public void take(int[][] columns, int count) {
    rowCount += count;
    if (isPlain) {
      for (Statement statement : plain) {
        statement.write(columns, count);
      }
    } else {
      takeRowByRow(columns, count);
    }
  }

  private void takeRowByRow(int[][] columns, int count) {
    for (int row = 0; row < count; row++) {
      if (existentials.length > 0) {
        fillExistentials(columns, row);
      }
      for (Atom atom : head) {
        conclusions.conclude(
            Instantiation.intern(atom.subject(), columns, row, dictionary),
            Instantiation.intern(atom.predicate(), columns, row, dictionary),
            Instantiation.intern(atom.object(), columns, row, dictionary),
            stratum);
      }
      if (headFormulaSlot >= 0) {
        conclude(columns[headFormulaSlot][row]);
      }
    }
  }

  private void fillExistentials(int[][] columns, int row) {
    long[] bindings = new long[skolemKey.length];
    for (int i = 0; i < bindings.length; i++) {
      bindings[i] = dictionary.hash(columns[skolemKey[i]][row]);
    }
    for (int i = 0; i < existentials.length; i++) {
      BlankNode node = BlankNode.skolem(stated, i, bindings);
      columns[existentials[i]][row] = dictionary.internBlankNode(node.high(), node.low());
    }
  }

  /// Concludes the statements of a formula; what it binds becomes Skolem terms of that formula.
  private void conclude(int id) {
    if (dictionary.kind(id) != TermKind.FORMULA) {
      return;
    }
    Formula formula = dictionary.formula(id);
    Map<Term, Term> fresh = new HashMap<>();
    for (Term symbol : FormulaIdentity.canonicalOrder(formula)) {
      if (symbol instanceof BlankNode) {
        fresh.put(symbol, BlankNode.skolem(stated, fresh.size(), formula.contentHash()));
      }
    }
    var substitution = new Substitution(fresh);
    for (Triple statement : formula.statements()) {
      Triple concluded = substitution.apply(statement);
      conclusions.conclude(
          dictionary.intern(concluded.subject()),
          dictionary.intern(concluded.predicate()),
          dictionary.intern(concluded.object()),
          stratum);
    }
  }

  /// A statement of the head that takes over what slots hold.
  private final class Statement {
    private final Column subject;
    private final Column predicate;
    private final Column object;

    Statement(Atom atom) {
      subject = new Column(atom.subject());
      predicate = new Column(atom.predicate());
      object = new Column(atom.object());
    }

    void write(int[][] columns, int count) {
      int[] subjects = subject.values(columns, count);
      int[] predicates = predicate.values(columns, count);
      int[] objects = object.values(columns, count);
      for (int start = 0, end; start < count; start = end) {
        end = endOfEqual(predicates, start, count);
        conclusions.concludeAll(subjects, predicates[start], objects, start, end, stratum);
      }
    }

    private static int endOfEqual(int[] column, int start, int end) {
      int at = start + 1;
      while (at < end && column[at] == column[start]) {
        at++;
      }
      return at;
    }
  }

  /// Where the values for one place of a statement are: in the column of a slot, or all the same.
  private static final class Column {
    private final int slot;
    private final int constant;
    private int[] constants = new int[0];

    Column(Pattern pattern) {
      slot = pattern instanceof Pattern.Slot(int index) ? index : -1;
      constant = pattern instanceof Pattern.Constant(int id) ? id : TermDictionary.NONE;
    }

    int[] values(int[][] columns, int count) {
      if (slot >= 0) {
        return columns[slot];
      }
      if (constants.length < count) {
        constants = new int[count];
        Arrays.fill(constants, constant);
      }
      return constants;
    }
  }
}
