package cwm.app.server;

import java.util.Optional;
import java.util.function.Supplier;

/// A query or an update as a request carries it.
///
/// @param parameters all others, of the URL and of the form
record SparqlText(String text, Parameters parameters) {
  static final String FORM = "application/x-www-form-urlencoded";

  /// Finds it in one of the places that the protocol has for it (SPARQL 1.1 Protocol §2.1, §2.2):
  /// in the URL, in a form, or as what the request carries.
  ///
  /// @param name of the parameter
  /// @param type the media type of what carries it directly
  /// @param body finds what the request carries
  /// @return empty if there is none, and nothing was sent
  /// @throws Refusal if it is in none of them, or in two
  static Optional<SparqlText> of(Call call, String name, String type, Supplier<RequestBody> body) {
    Parameters parameters = call.parameters();
    if (!call.method().equals("POST")) {
      return parameters.find(name).map(text -> new SparqlText(text, parameters));
    }
    String sent = call.contentType().orElse("nothing");
    if (sent.equals(type)) {
      if (parameters.has(name)) {
        throw twice(name);
      }
      return Optional.of(new SparqlText(body.get().text(), parameters));
    }
    if (!sent.equals(FORM)) {
      throw Refusal.of(
          Answer.UNSUPPORTED_MEDIA_TYPE,
          "the Content-Type is %s".formatted(sent),
          "send %s, or a form (%s) with %s=".formatted(type, FORM, name));
    }
    boolean isInUrl = parameters.has(name);
    parameters.add(body.get().text());
    Optional<String> text = parameters.find(name);
    if (text.isEmpty() || isInUrl) {
      throw Refusal.of(
          Answer.BAD_REQUEST,
          "the form has no parameter '%s'".formatted(name),
          "send %s= in the form; queries go to %s, updates to %s"
              .formatted(name, QueryEndpoint.PATH, UpdateEndpoint.PATH));
    }
    return Optional.of(new SparqlText(text.get(), parameters));
  }

  private static Refusal twice(String name) {
    return Refusal.of(
        Answer.BAD_REQUEST,
        "there is a parameter '%s' beside what the request carries".formatted(name),
        "send the one or the other");
  }
}
