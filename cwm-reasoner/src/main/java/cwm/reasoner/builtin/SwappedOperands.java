package cwm.reasoner.builtin;

import cwm.rdf.store.TermDictionary;
import cwm.reasoner.RunContext;

/// Operands with subject and object exchanged.
record SwappedOperands(Operands operands) implements Operands {

  /// The builtin whose subject is the object of `builtin`, and the other way round.
  static Builtin swapped(Builtin builtin) {
    return (operands, answers) ->
        builtin.evaluate(
            new SwappedOperands(operands), (subject, object) -> answers.answer(object, subject));
  }

  @Override
  public TermDictionary dictionary() {
    return operands.dictionary();
  }

  @Override
  public RunContext context() {
    return operands.context();
  }

  @Override
  public int subject() {
    return operands.object();
  }

  @Override
  public int object() {
    return operands.subject();
  }

  @Override
  public int[] subjectMembers() {
    return operands.objectMembers();
  }

  @Override
  public int[] objectMembers() {
    return operands.subjectMembers();
  }

  @Override
  public boolean isSubjectList() {
    return operands.isObjectList();
  }

  @Override
  public boolean isObjectList() {
    return operands.isSubjectList();
  }
}
