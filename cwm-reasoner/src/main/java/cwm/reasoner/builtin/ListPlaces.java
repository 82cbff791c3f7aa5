package cwm.reasoner.builtin;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Literal;
import org.jspecify.annotations.Nullable;

/// Members of lists by their place: `list:iterate` and `list:memberAt`.
///
/// Index and member may each be bound or not. An index counts from 0 and is compared by value.
final class ListPlaces {

  /// Takes a place that was asked for, as ids.
  @FunctionalInterface
  private interface Places {
    void place(int index, int member);
  }

  private ListPlaces() {}

  /// `list list:iterate (index member)`.
  static void iterate(Operands operands, Answers answers) {
    if (!operands.isSubjectList()) {
      return;
    }
    int[] wanted = {TermDictionary.NONE, TermDictionary.NONE};
    if (operands.isObjectList()) {
      wanted = operands.objectMembers();
    } else if (operands.object() != TermDictionary.NONE) {
      return;
    }
    if (wanted.length == 2) {
      TermDictionary dictionary = operands.dictionary();
      find(
          dictionary,
          operands.subjectMembers(),
          wanted,
          (index, member) ->
              answers.answer(operands.subject(), ListShapes.intern(dictionary, index, member)));
    }
  }

  /// `(list index) list:memberAt member`.
  static void memberAt(Operands operands, Answers answers) {
    int[] pair = ListShapes.subjectMembers(operands);
    if (pair.length != 2) {
      return;
    }
    TermDictionary dictionary = operands.dictionary();
    int @Nullable [] members = ListShapes.members(dictionary, pair[0]);
    if (members != null) {
      find(
          dictionary,
          members,
          new int[] {pair[1], operands.object()},
          (index, member) -> answers.answer(ListShapes.intern(dictionary, pair[0], index), member));
    }
  }

  /// Hands on the places that agree with `wanted`, the ids of index and member or
  /// [TermDictionary#NONE].
  private static void find(TermDictionary dictionary, int[] members, int[] wanted, Places places) {
    if (wanted[0] != TermDictionary.NONE) {
      if (Numbers.read(dictionary, wanted[0]) instanceof Numeric.Small(long index)
          && index >= 0
          && index < members.length
          && agrees(members[(int) index], wanted[1])) {
        places.place(wanted[0], members[(int) index]);
      }
      return;
    }
    for (int i = 0; i < members.length; i++) {
      if (agrees(members[i], wanted[1])) {
        places.place(dictionary.intern(Literal.of(i)), members[i]);
      }
    }
  }

  private static boolean agrees(int member, int wanted) {
    return wanted == TermDictionary.NONE || wanted == member;
  }
}
