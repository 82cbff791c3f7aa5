package cwm.reasoner.builtin;

import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// The shapes that `string:` builtins come in: what surrounds an operation on texts.
///
/// Operands are cast to strings ([TermText]); results are strings without a language tag.
final class StringShapes {
  /// UTF-16 units of the longest result; rules can make texts grow without end.
  static final int TEXT_MAX = 1 << 24;

  /// Computes a text of another, or `null`.
  @FunctionalInterface
  interface Unary {
    @Nullable String apply(String operand);
  }

  /// Computes a text of some, or `null`.
  @FunctionalInterface
  interface Variadic {
    @Nullable String apply(List<String> operands);
  }

  private StringShapes() {}

  /// `text relation text`, both bound.
  static Builtin test(BiPredicate<String, String> relation) {
    return (operands, answers) -> {
      String subject = TermText.of(operands.dictionary(), operands.subject());
      String object = TermText.of(operands.dictionary(), operands.object());
      if (subject != null && object != null && relation.test(subject, object)) {
        answers.answer(operands.subject(), operands.object());
      }
    };
  }

  /// `text function text`.
  static Builtin ofText(Unary function) {
    return (operands, answers) -> {
      String subject = TermText.of(operands.dictionary(), operands.subject());
      if (subject != null) {
        answerText(operands, function.apply(subject), answers);
      }
    };
  }

  /// `(text ...) function text`.
  static Builtin ofTexts(Variadic function) {
    return (operands, answers) -> {
      List<String> texts = TermText.ofSubject(operands);
      if (texts != null) {
        answerText(operands, function.apply(texts), answers);
      }
    };
  }

  /// Answers with a text as object, unless there is none or it is too long.
  static void answerText(Operands operands, @Nullable String text, Answers answers) {
    if (text != null && text.length() <= TEXT_MAX) {
      answers.answer(operands.subject(), operands.dictionary().internString(text));
    }
  }
}
