package cwm.app.server;

import static java.util.stream.Collectors.joining;

import cwm.rdf.RdfException;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Answers with statements, in the syntax that the client likes best.
final class StatementAnswers {
  private static final String NOT_REPRESENTABLE = "NOT_REPRESENTABLE";

  private final List<ServedSyntax> syntaxes;

  /// @param syntaxes the first is written if the client has no wish
  StatementAnswers(List<ServedSyntax> syntaxes) {
    this.syntaxes = syntaxes.stream().filter(ServedSyntax::isWritten).toList();
  }

  /// The syntaxes that a client accepts, the best first.
  ///
  /// @throws Refusal if it accepts none
  List<Accept.Offer<ServedSyntax>> accepted(Accept accept) {
    List<Accept.Offer<ServedSyntax>> offers =
        syntaxes.stream()
            .flatMap(
                syntax ->
                    syntax.mediaTypes().stream().map(type -> new Accept.Offer<>(syntax, type)))
            .toList();
    List<Accept.Offer<ServedSyntax>> chosen = accept.choose(offers);
    if (chosen.isEmpty()) {
      throw Refusal.of(
          Answer.NOT_ACCEPTABLE,
          "statements are in none of the types that are accepted",
          "accept one of " + ownTypes(syntaxes.stream()));
    }
    return chosen;
  }

  static String ownTypes(Stream<ServedSyntax> syntaxes) {
    return syntaxes.map(syntax -> syntax.mediaTypes().getFirst()).collect(joining(", "));
  }

  /// Answers with statements in the first of the syntaxes that can say them.
  ///
  /// @param accepted not empty
  /// @throws Refusal if none can
  void answer(
      Call call,
      List<Accept.Offer<ServedSyntax>> accepted,
      TripleList statements,
      TermDictionary dictionary,
      Map<String, String> prefixes) {
    Optional<RdfException> problem = Optional.empty();
    for (Accept.Offer<ServedSyntax> offer : accepted) {
      try {
        call.answer(
            offer.mediaType(), out -> offer.value().write(statements, dictionary, prefixes, out));
        return;
      } catch (RdfException e) {
        if (call.hasBegun() || !e.code().equals(NOT_REPRESENTABLE)) {
          throw e;
        }
        problem = problem.or(() -> Optional.of(e));
      }
    }
    throw Refusal.of(
        Answer.NOT_ACCEPTABLE,
        problem.map(RdfException::getMessage).orElse("nothing is accepted"),
        "accept text/n3, which can say all that there is");
  }
}
