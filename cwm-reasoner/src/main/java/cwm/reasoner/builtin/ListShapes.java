package cwm.reasoner.builtin;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The shapes that `list:` builtins come in: what surrounds an operation on members.
final class ListShapes {

  /// Computes a term of a list's members, or [TermDictionary#NONE].
  @FunctionalInterface
  interface ToTerm {
    int apply(TermDictionary dictionary, int[] members);
  }

  /// Tells whether two lists are related.
  @FunctionalInterface
  interface Relation {
    boolean test(int[] subject, int[] object);
  }

  private ListShapes() {}

  /// `list function term`.
  static Builtin function(ToTerm function) {
    return (operands, answers) -> {
      if (operands.isSubjectList()) {
        int result = function.apply(operands.dictionary(), operands.subjectMembers());
        if (result != TermDictionary.NONE) {
          answers.answer(operands.subject(), result);
        }
      }
    };
  }

  /// `list relation list`, both bound.
  static Builtin test(Relation relation) {
    return (operands, answers) -> {
      if (operands.isSubjectList()
          && operands.isObjectList()
          && relation.test(operands.subjectMembers(), operands.objectMembers())) {
        answers.answer(operands.subject(), operands.object());
      }
    };
  }

  /// The members of the list that `id` stands for, or `null` if it is no list.
  static int @Nullable [] members(TermDictionary dictionary, int id) {
    return dictionary.kind(id) == TermKind.LIST ? dictionary.members(id) : null;
  }

  /// The members of the subject, none if it is no list.
  static int[] subjectMembers(Operands operands) {
    return operands.isSubjectList() ? operands.subjectMembers() : new int[0];
  }

  /// Whether two lists have the same members, as often and in any order.
  static boolean areSameMembers(int[] a, int[] b) {
    return Arrays.equals(sorted(a), sorted(b));
  }

  private static int[] sorted(int[] members) {
    int[] sorted = members.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  /// The id of a list.
  static int intern(TermDictionary dictionary, int... members) {
    return dictionary.internList(members, members.length);
  }

  static boolean contains(int[] members, int member) {
    for (int candidate : members) {
      if (candidate == member) {
        return true;
      }
    }
    return false;
  }
}
