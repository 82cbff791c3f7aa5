package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.LIST;

import cwm.rdf.store.TermDictionary;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The entries of `list:` that choose among a list's members, and so have many answers.
final class ListChoices {
  /// Members of the longest list whose orders are all told: 362,880 of them.
  static final int PERMUTED_MAX = 9;

  /// Members of the longest list that each is taken out of: what is left is as long each time.
  static final int SELECTED_MAX = 2_000;

  static final List<BuiltinDefinition> ALL =
      List.of(
          LIST.function(
                  "permutation",
                  "list; its members in each order they can have",
                  ListChoices::permutation)
              .from("EYE")
              .showing("(1 2 3) list:permutation (3 1 2)")
              .remark("to list all orders, it may have " + PERMUTED_MAX + " members"),
          LIST.function(
                  "select", "list; each member, and the list without it there", ListChoices::select)
              .from("EYE")
              .showing("(1 2 3) list:select (2 (1 3))")
              .remark("the list may have " + SELECTED_MAX + " members"));

  private ListChoices() {}

  private static void permutation(Operands operands, Answers answers) {
    if (!operands.isSubjectList()) {
      return;
    }
    int[] members = operands.subjectMembers();
    if (operands.object() != TermDictionary.NONE) {
      if (operands.isObjectList() && ListShapes.areSameMembers(members, operands.objectMembers())) {
        answers.answer(operands.subject(), operands.object());
      }
    } else if (members.length <= PERMUTED_MAX) {
      permute(operands, members, new boolean[members.length], new int[members.length], 0, answers);
    }
  }

  /// Answers with each order that begins with `chosen[0, count)`, once.
  private static void permute(
      Operands operands,
      int[] members,
      boolean[] isTaken,
      int[] chosen,
      int count,
      Answers answers) {
    if (count == members.length) {
      answers.answer(operands.subject(), ListShapes.intern(operands.dictionary(), chosen.clone()));
      return;
    }
    Set<Integer> tried = new HashSet<>();
    for (int i = 0; i < members.length; i++) {
      if (!isTaken[i] && tried.add(members[i])) {
        isTaken[i] = true;
        chosen[count] = members[i];
        permute(operands, members, isTaken, chosen, count + 1, answers);
        isTaken[i] = false;
      }
    }
  }

  private static void select(Operands operands, Answers answers) {
    if (!operands.isSubjectList() || operands.subjectMembers().length > SELECTED_MAX) {
      return;
    }
    TermDictionary dictionary = operands.dictionary();
    int[] members = operands.subjectMembers();
    int wanted = wanted(operands);
    Set<Integer> told = new HashSet<>();
    for (int i = 0; i < members.length; i++) {
      if (wanted == TermDictionary.NONE || wanted == members[i]) {
        int[] rest = new int[members.length - 1];
        System.arraycopy(members, 0, rest, 0, i);
        System.arraycopy(members, i + 1, rest, i, rest.length - i);
        int pair = ListShapes.intern(dictionary, members[i], ListShapes.intern(dictionary, rest));
        if (told.add(pair)) {
          answers.answer(operands.subject(), pair);
        }
      }
    }
  }

  /// The member that is asked for, or [TermDictionary#NONE].
  private static int wanted(Operands operands) {
    boolean isPair = operands.isObjectList() && operands.objectMembers().length == 2;
    return isPair ? operands.objectMembers()[0] : TermDictionary.NONE;
  }
}
