import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Literal;
import cwm.reasoner.builtin.Answers;
import cwm.reasoner.builtin.BuiltinDefinition;
import cwm.reasoner.builtin.BuiltinProvider;
import cwm.reasoner.builtin.Namespace;
import cwm.reasoner.builtin.Operands;
import java.util.List;

/// Two builtins of one's own: a function and a test. README.md says how to build and run them.
public final class GreetingBuiltins implements BuiltinProvider {
  private static final Namespace GREET = new Namespace("greet", "http://example.org/greet#");

  @Override
  public List<BuiltinDefinition> definitions() {
    return List.of(
        GREET
            .function("hello", "name; a greeting for it", GreetingBuiltins::hello)
            .from("examples/own-builtin")
            .showing("\"Ada\" greet:hello \"Hello, Ada!\""),
        GREET
            .test("rhymesWith", "word; another that ends alike", GreetingBuiltins::rhymes)
            .from("examples/own-builtin")
            .showing("\"rule\" greet:rhymesWith \"mule\""));
  }

  /// Is called with a subject, and answers with the object. If an object was given as well, the
  /// engine compares.
  private static void hello(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    if (dictionary.term(operands.subject()) instanceof Literal name) {
      Literal greeting = Literal.of("Hello, " + name.lexical() + "!");
      answers.answer(operands.subject(), dictionary.intern(greeting));
    } // else there is no answer: operands of another type are no error
  }

  /// Is called when both are known, and answers with them if it holds.
  private static void rhymes(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    if (dictionary.term(operands.subject()) instanceof Literal word
        && dictionary.term(operands.object()) instanceof Literal other
        && !word.equals(other)
        && ending(word).equals(ending(other))) {
      answers.answer(operands.subject(), operands.object());
    }
  }

  private static String ending(Literal word) {
    String text = word.lexical();
    return text.substring(Math.max(0, text.length() - 3));
  }
}
