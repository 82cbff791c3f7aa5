package cwm.app.server;

import cwm.app.config.ServerConfig;
import cwm.app.server.Users.User;
import cwm.ipc.transport.Address;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/// Lets those requests through that a server is there for: sent to it by a name that is its own,
/// from pages that may, by users who may.
final class Guard {
  private static final int MISDIRECTED = 421;
  private static final int UNAUTHORIZED = 401;
  private static final int PREFLIGHT_SECONDS = 600;

  private final HostNames hosts;
  private final Origins origins;
  private final Optional<Authentication> authentication;

  private Guard(HostNames hosts, Origins origins, Optional<Authentication> authentication) {
    this.hosts = hosts;
    this.origins = origins;
    this.authentication = authentication;
  }

  /// @throws ServerException if the file of users cannot be read, or has a mistake
  static Guard of(Address.Inet listenAddress, ServerConfig config) {
    return new Guard(
        new HostNames(listenAddress, config.hosts()),
        new Origins(config.allowOrigins()),
        config.users().map(Users::read).map(users -> new Authentication(users, System::nanoTime)));
  }

  /// Checks a request, and tells browsers in the response what pages of other origins may see.
  ///
  /// @param needed what whoever sends it needs to be allowed
  /// @throws Refusal if it may not be sent
  void check(Request request, Response response, Role needed) throws InterruptedException {
    checkPage(request, response, needed);
    if (authentication.isPresent()) {
      checkUser(authentication.get(), request, needed);
    }
  }

  /// Whether a browser asks if a page may send a request (Fetch §3.2.3).
  static boolean isPreflight(Request request) {
    return HttpMethod.OPTIONS.is(request.getMethod())
        && request.getHeaders().contains(HttpHeader.ORIGIN)
        && request.getHeaders().contains("Access-Control-Request-Method");
  }

  /// The method that a page would send.
  static String preflightMethod(Request request) {
    return request.getHeaders().get("Access-Control-Request-Method");
  }

  /// Says that a page may send a request. Browsers ask without saying for which user.
  ///
  /// @param needed what the request will need
  /// @param methods that there are
  /// @throws Refusal if it may not
  Answer preflight(Request request, Response response, Role needed, List<String> methods) {
    checkPage(request, response, needed);
    Answer answer =
        Answer.empty(Answer.NO_CONTENT)
            .with("Access-Control-Allow-Methods", String.join(", ", methods))
            .with("Access-Control-Max-Age", Integer.toString(PREFLIGHT_SECONDS));
    String headers = request.getHeaders().get("Access-Control-Request-Headers");
    return headers == null ? answer : answer.with("Access-Control-Allow-Headers", headers);
  }

  private void checkPage(Request request, Response response, Role needed) {
    String host = Optional.ofNullable(request.getHeaders().get(HttpHeader.HOST)).orElse("");
    if (!hosts.contains(host)) {
      throw Refusal.of(
          MISDIRECTED,
          "this node does not answer to the host name '%s'".formatted(host),
          "use its address, or add the name to [server] hosts");
    }
    Optional<String> origin = Optional.ofNullable(request.getHeaders().get(HttpHeader.ORIGIN));
    if (origin.isPresent() && !Origins.isOwn(origin.get(), host)) {
      checkOrigin(origin.get(), response, needed);
    }
  }

  private void checkOrigin(String origin, Response response, Role needed) {
    if (!origins.allows(origin, needed == Role.READ)) {
      throw Refusal.of(
          Answer.FORBIDDEN,
          "pages of %s may not %s here".formatted(origin, needed == Role.READ ? "read" : "write"),
          "add the origin to [server] allow_origins; * there is for reading only");
    }
    response.getHeaders().put("Access-Control-Allow-Origin", origin);
    response.getHeaders().put("Access-Control-Expose-Headers", "Allow, Retry-After");
    response.getHeaders().add(HttpHeader.VARY, "Origin");
  }

  private static void checkUser(Authentication authentication, Request request, Role needed)
      throws InterruptedException {
    String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    Optional<User> user = header == null ? Optional.empty() : authentication.user(header);
    if (user.isEmpty()) {
      throw new Refusal(
          Answer.error(
                  UNAUTHORIZED,
                  header == null
                      ? "it is not said who asks"
                      : "there is no such user with such a password, and no such token",
                  "send a name and a password by Basic, or a token by Bearer; [server] users has"
                      + " those there are")
              .with("WWW-Authenticate", authentication.challenges()));
    }
    if (!user.get().role().includes(needed)) {
      throw Refusal.of(
          Answer.FORBIDDEN,
          "%s may %s, and this needs %s".formatted(user.get().name(), user.get().role(), needed),
          "ask whoever runs the node for that role ([server] users)");
    }
  }
}
