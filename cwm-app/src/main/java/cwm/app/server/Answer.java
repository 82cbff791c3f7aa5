package cwm.app.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a request is answered with, whole.
///
/// @param status of HTTP
/// @param contentType empty if there is no body
/// @param headers more of them, by name; one with several values is sent several times
record Answer(int status, String contentType, String body, Map<String, List<String>> headers) {
  static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  static final int OK = 200;
  static final int CREATED = 201;
  static final int NO_CONTENT = 204;
  static final int BAD_REQUEST = 400;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int NOT_ACCEPTABLE = 406;
  static final int TOO_SLOW = 408;
  static final int TOO_LARGE = 413;
  static final int UNSUPPORTED_MEDIA_TYPE = 415;
  static final int FAILED = 500;
  static final int UNAVAILABLE = 503;
  static final int NO_ROOM = 507;

  Answer {
    headers = Map.copyOf(headers);
  }

  /// Nothing but a status.
  static Answer empty(int status) {
    return new Answer(status, "", "", Map.of());
  }

  /// A JSON object.
  static Answer json(int status, JsonText.Content content) {
    return new Answer(status, JSON, JsonText.of(content), Map.of());
  }

  /// Why there is no other answer, and what would help.
  static Answer error(int status, String error, String hint) {
    return json(
        status,
        json -> {
          json.writeStringField("error", error);
          json.writeStringField("hint", hint);
        });
  }

  /// That a document or text has mistakes.
  ///
  /// @param mistakes each in a line, with its place
  static Answer mistakes(List<String> mistakes) {
    return json(
        BAD_REQUEST,
        json -> {
          json.writeStringField("error", mistakes.getFirst());
          json.writeStringField("hint", "correct what is sent; nothing was changed");
          json.writeArrayFieldStart("mistakes");
          for (String mistake : mistakes) {
            json.writeString(mistake);
          }
          json.writeEndArray();
        });
  }

  /// That a path knows other methods only.
  ///
  /// @param methods those that it knows: `GET, HEAD`
  static Answer wrongMethod(String method, String path, List<String> methods) {
    String known = String.join(", ", methods);
    return error(
            METHOD_NOT_ALLOWED,
            "%s is not possible at %s".formatted(method, path),
            "there " + (methods.size() == 1 ? "is " : "are ") + enumerated(methods))
        .with("Allow", known);
  }

  private static String enumerated(List<String> words) {
    return words.size() == 1
        ? words.getFirst()
        : String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
  }

  /// Metrics in the text format of Prometheus.
  static Answer metrics(String text) {
    return new Answer(OK, PROMETHEUS, text, Map.of());
  }

  /// The same with one more header.
  Answer with(String name, String value) {
    return with(name, List.of(value));
  }

  /// The same with a header that is sent once for each value.
  Answer with(String name, List<String> values) {
    Map<String, List<String>> more = new HashMap<>(headers);
    more.put(name, List.copyOf(values));
    return new Answer(status, contentType, body, more);
  }
}
