package cwm.app.server;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// Says in JSON what Jetty refuses before anybody is asked for an answer.
final class JsonErrors extends ErrorHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    RequestHandler.send(
        answer(status, String.valueOf(request.getAttribute(ERROR_MESSAGE))), response, callback);
    return true;
  }

  private static Answer answer(int status, String reason) {
    String hint =
        switch (status) {
          case HttpStatus.PAYLOAD_TOO_LARGE_413 -> "send less, or raise [server] max_request_bytes";
          case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431, HttpStatus.URI_TOO_LONG_414 ->
              "send shorter headers";
          default -> "check what was sent";
        };
    return Answer.error(status, reason, hint);
  }
}
