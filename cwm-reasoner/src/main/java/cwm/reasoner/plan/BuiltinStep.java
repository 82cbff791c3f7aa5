package cwm.reasoner.plan;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.reasoner.RunContext;
import cwm.reasoner.builtin.BuiltinDefinition;
import cwm.reasoner.builtin.Operands;
import cwm.reasoner.rule.Pattern;
import java.util.List;

/// Calls a builtin for each row, and passes on a row for each answer that agrees with what is
/// bound.
///
/// @param builtin what is called
/// @param subject the pattern of its subject
/// @param object the pattern of its object
record BuiltinStep(BuiltinDefinition builtin, Operand subject, Operand object) implements Step {

  /// One side of the call.
  ///
  /// @param pattern the pattern with its open slots
  /// @param isBound whether all of it is bound
  /// @param open for a list pattern, whether each item is not fully bound
  /// @param target the slot that takes the answer's term if the pattern is not bound: one of its
  ///   own if the pattern is composite, so that later steps take it apart
  record Operand(Pattern pattern, boolean isBound, List<Boolean> open, int target) {
    Operand {
      open = List.copyOf(open);
    }

    int value(Batch in, int row, TermDictionary dictionary) {
      return isBound
          ? Instantiation.intern(pattern, in.columns, row, dictionary)
          : TermDictionary.NONE;
    }

    boolean isListPattern() {
      return pattern instanceof Pattern.Listed;
    }

    int[] members(Batch in, int row, TermDictionary dictionary) {
      List<Pattern> items = ((Pattern.Listed) pattern).items();
      int[] members = new int[items.size()];
      for (int i = 0; i < members.length; i++) {
        if (!open.get(i)) {
          members[i] = Instantiation.intern(items.get(i), in.columns, row, dictionary);
        }
      }
      return members;
    }
  }

  @Override
  public void run(Batch in, PlanRun.Output out) {
    var call = new Call(in, out.planRun());
    for (int row = 0; row < in.rowCount; row++) {
      call.start(row);
      builtin.builtin().evaluate(call, (s, o) -> pass(call, s, o, in, out));
    }
  }

  private void pass(Call call, int subjectId, int objectId, Batch in, PlanRun.Output out) {
    if ((subject.isBound() && subjectId != call.subject)
        || (object.isBound() && objectId != call.object)) {
      return;
    }
    // One open slot on both sides (`?x log:equalTo ?x`) takes one value.
    if (!subject.isBound()
        && !object.isBound()
        && subject.target() == object.target()
        && subjectId != objectId) {
      return;
    }
    int added = out.append(in, call.row);
    if (!subject.isBound()) {
      out.columns()[subject.target()][added] = subjectId;
    }
    if (!object.isBound()) {
      out.columns()[object.target()][added] = objectId;
    }
  }

  /// What the builtin sees of the current row.
  private final class Call implements Operands {
    private final Batch in;
    private final TermDictionary dictionary;
    private final RunContext context;
    private int row;
    private int subject;
    private int object;

    Call(Batch in, PlanRun planRun) {
      this.in = in;
      dictionary = planRun.dictionary();
      context = planRun.context();
    }

    void start(int nextRow) {
      row = nextRow;
      subject = BuiltinStep.this.subject.value(in, row, dictionary);
      object = BuiltinStep.this.object.value(in, row, dictionary);
    }

    @Override
    public TermDictionary dictionary() {
      return dictionary;
    }

    @Override
    public RunContext context() {
      return context;
    }

    @Override
    public int subject() {
      return subject;
    }

    @Override
    public int object() {
      return object;
    }

    @Override
    public boolean isSubjectList() {
      return isList(subject, BuiltinStep.this.subject);
    }

    @Override
    public boolean isObjectList() {
      return isList(object, BuiltinStep.this.object);
    }

    @Override
    public int[] subjectMembers() {
      return members(subject, BuiltinStep.this.subject);
    }

    @Override
    public int[] objectMembers() {
      return members(object, BuiltinStep.this.object);
    }

    private boolean isList(int id, Operand operand) {
      return id == TermDictionary.NONE
          ? operand.isListPattern()
          : dictionary.kind(id) == TermKind.LIST;
    }

    private int[] members(int id, Operand operand) {
      if (!isList(id, operand)) {
        throw new IllegalStateException("the operand is no list");
      }
      return id == TermDictionary.NONE
          ? operand.members(in, row, dictionary)
          : dictionary.members(id);
    }
  }
}
