package cwm.reasoner.builtin;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.reasoner.RunContext;

/// The operands of a call that another builtin makes: a subject, and an object that is asked for.
///
/// @param outer the operands of the other builtin
record MemberOperands(Operands outer, int subject) implements Operands {

  @Override
  public TermDictionary dictionary() {
    return outer.dictionary();
  }

  @Override
  public RunContext context() {
    return outer.context();
  }

  @Override
  public int object() {
    return TermDictionary.NONE;
  }

  @Override
  public int[] subjectMembers() {
    if (!isSubjectList()) {
      throw new IllegalStateException("the subject is no list");
    }
    return dictionary().members(subject);
  }

  @Override
  public int[] objectMembers() {
    throw new IllegalStateException("the object is no list");
  }

  @Override
  public boolean isSubjectList() {
    return dictionary().kind(subject) == TermKind.LIST;
  }

  @Override
  public boolean isObjectList() {
    return false;
  }
}
