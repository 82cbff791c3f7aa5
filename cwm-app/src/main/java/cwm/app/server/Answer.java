package cwm.app.server;

/// What a request is answered with, whole.
///
/// @param status of HTTP
record Answer(int status, String contentType, String body) {
  private static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  static final int OK = 200;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int FAILED = 500;
  static final int UNAVAILABLE = 503;

  /// A JSON object.
  static Answer json(int status, JsonText.Content content) {
    return new Answer(status, JSON, JsonText.of(content));
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

  /// Metrics in the text format of Prometheus.
  static Answer metrics(String text) {
    return new Answer(OK, PROMETHEUS, text);
  }
}
