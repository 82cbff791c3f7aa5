package cwm.reasoner.builtin;

import cwm.rdf.store.TermDictionary;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The shapes that `math:` builtins come in: what surrounds an operation on numbers.
///
/// Where the other operand is bound too, the result is compared with it by value, whatever the
/// types, and the answer then has the operand as it is: `("2" "3") math:sum 5.0` holds.
final class MathShapes {

  /// Computes a number of one number, or `null`.
  @FunctionalInterface
  interface Unary {
    @Nullable Numeric apply(Numeric operand);
  }

  /// Computes a number of two, or `null`.
  @FunctionalInterface
  interface Binary {
    @Nullable Numeric apply(Numeric left, Numeric right);
  }

  /// Computes a number of any number of them, or `null`.
  @FunctionalInterface
  interface Variadic {
    @Nullable Numeric apply(List<Numeric> operands);
  }

  private MathShapes() {}

  /// `number relation number`, both bound.
  static Builtin comparison(Set<Order> orders) {
    return (operands, answers) -> {
      Numeric subject = Numbers.read(operands.dictionary(), operands.subject());
      Numeric object = Numbers.read(operands.dictionary(), operands.object());
      if (subject != null && object != null && orders.contains(Order.of(subject, object))) {
        answers.answer(operands.subject(), operands.object());
      }
    };
  }

  /// `number function number`, from subject to object.
  static Builtin ofNumber(Unary function) {
    return (operands, answers) -> {
      Numeric subject = Numbers.read(operands.dictionary(), operands.subject());
      if (subject != null) {
        answerObject(operands, function.apply(subject), answers);
      }
    };
  }

  /// `number function number`, either way round.
  static Builtin invertible(Unary function, Unary inverse) {
    Builtin forward = ofNumber(function);
    return (operands, answers) -> {
      if (operands.subject() != TermDictionary.NONE) {
        forward.evaluate(operands, answers);
        return;
      }
      Numeric object = Numbers.read(operands.dictionary(), operands.object());
      Numeric subject = object == null ? null : inverse.apply(object);
      if (subject != null) {
        answers.answer(Numbers.intern(operands.dictionary(), subject), operands.object());
      }
    };
  }

  /// `(number ...) function number`.
  static Builtin ofList(Variadic function) {
    return (operands, answers) -> {
      List<Numeric> numbers = numbers(operands);
      if (numbers != null) {
        answerObject(operands, function.apply(numbers), answers);
      }
    };
  }

  /// `(number number) function number`.
  static Builtin ofPair(Binary function) {
    return ofList(
        numbers ->
            numbers.size() == 2 ? function.apply(numbers.getFirst(), numbers.getLast()) : null);
  }

  /// `(number number) function number`, also solved for a member of the list.
  ///
  /// @param first of the object and the second member, the first
  /// @param second of the first member and the object, the second
  static Builtin solvablePair(Binary function, Binary first, Binary second) {
    Builtin forward = ofPair(function);
    return (operands, answers) -> {
      if (operands.subject() != TermDictionary.NONE) {
        forward.evaluate(operands, answers);
      } else if (operands.isSubjectList() && operands.subjectMembers().length == 2) {
        solve(operands, first, second, answers);
      }
    };
  }

  private static void solve(Operands operands, Binary first, Binary second, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    int[] pair = operands.subjectMembers();
    int unknown = pair[0] == TermDictionary.NONE ? 0 : 1;
    int known = pair[1 - unknown];
    Numeric object = Numbers.read(dictionary, operands.object());
    Numeric member = known == TermDictionary.NONE ? null : Numbers.read(dictionary, known);
    if (object == null || member == null) {
      return;
    }
    Numeric solution = unknown == 0 ? first.apply(object, member) : second.apply(member, object);
    if (solution != null) {
      int[] solved = pair.clone();
      solved[unknown] = Numbers.intern(dictionary, solution);
      answers.answer(ListShapes.intern(dictionary, solved), operands.object());
    }
  }

  private static @Nullable List<Numeric> numbers(Operands operands) {
    return operands.isSubjectList()
        ? Numbers.readAll(operands.dictionary(), operands.subjectMembers())
        : null;
  }

  /// Answers with the object that `result` is, or with the bound object if it has that value.
  static void answerObject(Operands operands, @Nullable Numeric result, Answers answers) {
    if (result == null) {
      return;
    }
    TermDictionary dictionary = operands.dictionary();
    if (operands.object() == TermDictionary.NONE) {
      answers.answer(operands.subject(), Numbers.intern(dictionary, result));
      return;
    }
    Numeric object = Numbers.read(dictionary, operands.object());
    if (object != null && Order.of(object, result) == Order.EQUAL) {
      answers.answer(operands.subject(), operands.object());
    }
  }
}
