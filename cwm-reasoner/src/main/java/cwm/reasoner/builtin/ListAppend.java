package cwm.reasoner.builtin;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import java.util.Arrays;

/// `list:append`: a list of lists, and the list that they make one after the other.
///
/// With a bound object, parts may be unbound: every way to split the object among them is an
/// answer, so k of them that share n members have (n + k - 1 over k - 1) answers.
final class ListAppend implements Builtin {
  @Override
  public void evaluate(Operands operands, Answers answers) {
    if (!operands.isSubjectList()) {
      return;
    }
    TermDictionary dictionary = operands.dictionary();
    int[] parts = operands.subjectMembers();
    for (int part : parts) {
      if (part != TermDictionary.NONE && dictionary.kind(part) != TermKind.LIST) {
        return;
      }
    }
    if (operands.subject() != TermDictionary.NONE) {
      int[] whole =
          Arrays.stream(parts).mapToObj(dictionary::members).flatMapToInt(Arrays::stream).toArray();
      answers.answer(operands.subject(), ListShapes.intern(dictionary, whole));
    } else if (operands.object() != TermDictionary.NONE && operands.isObjectList()) {
      new Split(operands, answers).run();
    }
  }

  /// The search for the ways to split the object.
  private static final class Split {
    private final TermDictionary dictionary;
    private final int[] whole;
    private final int object;
    private final Answers answers;
    private final int[] parts;
    private final int[] chosen;
    private int lastUnbound = -1;

    Split(Operands operands, Answers answers) {
      dictionary = operands.dictionary();
      whole = operands.objectMembers();
      object = operands.object();
      this.answers = answers;
      parts = operands.subjectMembers();
      chosen = parts.clone();
    }

    void run() {
      int slack = whole.length;
      for (int i = 0; i < parts.length; i++) {
        if (parts[i] == TermDictionary.NONE) {
          lastUnbound = i;
        } else {
          slack -= dictionary.listSize(parts[i]);
        }
      }
      if (slack >= 0) {
        fill(0, 0, slack);
      }
    }

    /// Chooses the parts from `part` on, which make up `whole` from `start` on.
    ///
    /// @param slack how many members the unbound ones among them share
    private void fill(int part, int start, int slack) {
      int next = part;
      int at = start;
      while (next < parts.length && parts[next] != TermDictionary.NONE) {
        if (!isAt(at, parts[next])) {
          return;
        }
        at += dictionary.listSize(parts[next++]);
      }
      if (next == parts.length) {
        answers.answer(ListShapes.intern(dictionary, chosen), object);
        return;
      }
      for (int length = next == lastUnbound ? slack : 0; length <= slack; length++) {
        chosen[next] = ListShapes.intern(dictionary, Arrays.copyOfRange(whole, at, at + length));
        fill(next + 1, at + length, slack - length);
      }
    }

    private boolean isAt(int start, int part) {
      int[] members = dictionary.members(part);
      return Arrays.equals(whole, start, start + members.length, members, 0, members.length);
    }
  }
}
