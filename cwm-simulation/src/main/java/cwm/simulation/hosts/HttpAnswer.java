package cwm.simulation.hosts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;

/// What a server answered.
///
/// @param status such as 200
public record HttpAnswer(int status, String body) {
  /// Asks, on a connection of its own.
  ///
  /// @param patience how long connecting, and each wait for bytes, may take
  /// @throws IOException if there is no answer
  static HttpAnswer get(URI url, Duration patience) throws IOException {
    var connection = (HttpURLConnection) url.toURL().openConnection(Proxy.NO_PROXY);
    int patienceMillis = Math.toIntExact(patience.toMillis());
    connection.setConnectTimeout(patienceMillis);
    connection.setReadTimeout(patienceMillis);
    // A connection kept for later may lead to another host, where this address means another
    // server.
    connection.setRequestProperty("Connection", "close");
    int status = connection.getResponseCode();
    try (InputStream body =
        status < HttpURLConnection.HTTP_BAD_REQUEST
            ? connection.getInputStream()
            : connection.getErrorStream()) {
      return new HttpAnswer(status, body == null ? "" : new String(body.readAllBytes(), UTF_8));
    }
  }
}
