package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.LIST;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.Literal;
import java.util.Arrays;
import java.util.List;

/// The entries of `list:`.
final class ListBuiltins {
  private static final Mode SPLIT = new Mode(Mode.Need.LIST, Mode.Need.BOUND);
  private static final Mode SEARCH = new Mode(Mode.Need.LIST_FIRST, Mode.Need.ANY);

  static final List<BuiltinDefinition> ALL =
      List.of(
          LIST.define(
                  "append",
                  List.of(Mode.FORWARD, SPLIT),
                  "list of lists, some may be unbound; them one after the other",
                  new ListAppend())
              .from("W3C §4.4.1")
              .showing("((1 2) (3)) list:append (1 2 3)")
              .remark("`((1) ?x) list:append (1 2)` gives (2)"),
          LIST.function("first", "list; its first member", RdfBuiltins.FIRST)
              .from("W3C §4.4.2")
              .showing("(1 2) list:first 1"),
          LIST.invertible(
                  "firstRest",
                  "list; its first member and the list of the others",
                  ListBuiltins::firstRest)
              .from("EYE")
              .showing("(1 2 3) list:firstRest (1 (2 3))"),
          LIST.define("in", List.of(Mode.BACKWARD), "member; list", ListBuiltins::in)
              .from("W3C §4.4.3")
              .showing("2 list:in (1 2 3)")
              .remark("`?x list:in (1 2 3)` gives each member"),
          LIST.function("isList", "term; whether it is a list", ListBuiltins::isList)
              .from("EYE")
              .showing("(1 2) list:isList true"),
          LIST.function("iterate", "list; each index from 0 with its member", ListPlaces::iterate)
              .from("W3C §4.4.4")
              .showing("(\"a\" \"b\") list:iterate (1 \"b\")"),
          LIST.function(
                  "last",
                  "list; its last member",
                  ListShapes.function(
                      (_, members) ->
                          members.length == 0 ? TermDictionary.NONE : members[members.length - 1]))
              .from("W3C §4.4.5")
              .showing("(1 2) list:last 2"),
          LIST.function("length", "list; the number of its members", ListBuiltins::length)
              .from("W3C §4.4.6")
              .showing("(1 2 3 4) list:length 4"),
          LIST.function("member", "list; each member", ListBuiltins::member)
              .from("W3C §4.4.7")
              .showing("(1 2 3) list:member 2")
              .remark("`(1 2 3) list:member ?x` gives each member"),
          LIST.function("members", "list; each member", ListBuiltins::member)
              .from("cwm")
              .showing("(1 2 3) list:members 2")
              .remark("list:member under another name"),
          LIST.define(
                  "memberAt",
                  List.of(Mode.FORWARD, SEARCH),
                  "list and index from 0, which may be unbound; the member there",
                  ListPlaces::memberAt)
              .from("W3C §4.4.8")
              .showing("((\"a\" \"b\") 1) list:memberAt \"b\"")
              .remark("`((\"a\" \"b\") ?i)` finds the index"),
          LIST.test(
                  "multisetEqualTo",
                  "list; one with the same members in any order",
                  ListShapes.test(ListShapes::areSameMembers))
              .from("EYE")
              .showing("(1 2) list:multisetEqualTo (2 1)"),
          LIST.test("notMember", "list; no member of it", ListBuiltins::notMember)
              .from("EYE")
              .showing("(1 2) list:notMember 3"),
          LIST.function(
                  "remove",
                  "list and term; the list without that term",
                  ListShapes.function(ListBuiltins::remove))
              .from("W3C §4.4.9")
              .showing("((1 2 1) 1) list:remove (2)"),
          LIST.function("rest", "list; all members but the first", RdfBuiltins.REST)
              .from("EYE")
              .showing("(1 2 3) list:rest (2 3)"),
          LIST.function(
                  "reverse",
                  "list; the other way round",
                  ListShapes.function(ListBuiltins::reverse))
              .from("EYE")
              .showing("(1 2 3) list:reverse (3 2 1)"),
          LIST.test(
                  "setEqualTo",
                  "list; one with the same members, however often and in any order",
                  ListShapes.test((a, b) -> ListShapes.areSameMembers(distinct(a), distinct(b))))
              .from("EYE")
              .showing("(1 2 2) list:setEqualTo (2 1)"),
          LIST.function(
                  "sort", "list; its members in order", ListShapes.function(ListBuiltins::sort))
              .from("EYE")
              .showing("(3 \"a\" 1.5 :b) list:sort (1.5 3 \"a\" :b)"),
          LIST.function(
                  "unique",
                  "list; each member once, where it came first",
                  ListShapes.function(
                      (dictionary, members) -> ListShapes.intern(dictionary, distinct(members))))
              .from("EYE")
              .showing("(1 2 1) list:unique (1 2)"));

  private ListBuiltins() {}

  static void length(Operands operands, Answers answers) {
    if (operands.isSubjectList()) {
      Numeric length = new Numeric.Small(operands.subjectMembers().length);
      MathShapes.answerObject(operands, length, answers);
    }
  }

  private static void firstRest(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    if (operands.subject() != TermDictionary.NONE) {
      int[] members = ListShapes.subjectMembers(operands);
      if (members.length > 0) {
        int rest = ListShapes.intern(dictionary, Arrays.copyOfRange(members, 1, members.length));
        answers.answer(operands.subject(), ListShapes.intern(dictionary, members[0], rest));
      }
      return;
    }
    int[] pair = operands.isObjectList() ? operands.objectMembers() : new int[0];
    if (pair.length == 2 && dictionary.kind(pair[1]) == TermKind.LIST) {
      int[] rest = dictionary.members(pair[1]);
      int[] members = new int[rest.length + 1];
      members[0] = pair[0];
      System.arraycopy(rest, 0, members, 1, rest.length);
      answers.answer(ListShapes.intern(dictionary, members), operands.object());
    }
  }

  private static void in(Operands operands, Answers answers) {
    if (operands.isObjectList()) {
      int[] members = operands.objectMembers();
      if (operands.subject() == TermDictionary.NONE) {
        for (int member : distinct(members)) {
          answers.answer(member, operands.object());
        }
      } else if (ListShapes.contains(members, operands.subject())) {
        answers.answer(operands.subject(), operands.object());
      }
    }
  }

  private static void member(Operands operands, Answers answers) {
    if (operands.isSubjectList()) {
      int[] members = operands.subjectMembers();
      if (operands.object() == TermDictionary.NONE) {
        for (int member : distinct(members)) {
          answers.answer(operands.subject(), member);
        }
      } else if (ListShapes.contains(members, operands.object())) {
        answers.answer(operands.subject(), operands.object());
      }
    }
  }

  private static void notMember(Operands operands, Answers answers) {
    if (operands.isSubjectList()
        && !ListShapes.contains(operands.subjectMembers(), operands.object())) {
      answers.answer(operands.subject(), operands.object());
    }
  }

  private static void isList(Operands operands, Answers answers) {
    boolean isList = operands.isSubjectList();
    answers.answer(operands.subject(), operands.dictionary().intern(Literal.of(isList)));
  }

  private static int remove(TermDictionary dictionary, int[] pair) {
    if (pair.length != 2 || dictionary.kind(pair[0]) != TermKind.LIST) {
      return TermDictionary.NONE;
    }
    int[] kept =
        Arrays.stream(dictionary.members(pair[0])).filter(member -> member != pair[1]).toArray();
    return ListShapes.intern(dictionary, kept);
  }

  private static int reverse(TermDictionary dictionary, int[] members) {
    int[] reversed = new int[members.length];
    for (int i = 0; i < members.length; i++) {
      reversed[i] = members[members.length - 1 - i];
    }
    return ListShapes.intern(dictionary, reversed);
  }

  private static int sort(TermDictionary dictionary, int[] members) {
    int[] sorted =
        Arrays.stream(members)
            .boxed()
            .sorted(new TermOrder(dictionary))
            .mapToInt(Integer::intValue)
            .toArray();
    return ListShapes.intern(dictionary, sorted);
  }

  private static int[] distinct(int[] members) {
    return Arrays.stream(members).distinct().toArray();
  }
}
