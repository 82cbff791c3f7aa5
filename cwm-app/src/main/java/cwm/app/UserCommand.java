package cwm.app;

import cwm.app.server.Role;
import cwm.app.server.Users;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// `cwm user`: prints the line of a user, for the file that `[server] users` names.
final class UserCommand {
  private static final String TOKEN = "--token";
  private static final int PASSWORD_CHARS_MIN = 8;
  private static final int TOKEN_BYTES = 32;

  private UserCommand() {}

  static ExitCode run(List<String> args, Console console) {
    Optional<ParseResult> typed = SubcommandArguments.parse(new CommandLine(spec()), args, console);
    if (typed.isEmpty()) {
      return ExitCode.OK;
    }
    List<String> named = typed.get().matchedPositionalValue(0, List.of());
    String name = named.get(0);
    if (!Users.isName(name)) {
      throw new UsageException(
          "'%s' is no name; letters, digits and ._@- may be in one".formatted(name));
    }
    Role role =
        Role.ofName(named.get(1))
            .orElseThrow(
                () ->
                    new UsageException(
                        "there is no role '%s'; there are read, write and admin"
                            .formatted(named.get(1))));
    boolean isToken = typed.get().matchedOptionValue(TOKEN, false);
    console.write((isToken ? token(name, role, console) : password(name, role, console)) + "\n");
    return ExitCode.OK;
  }

  private static String token(String name, Role role, Console console) {
    var random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    console.say("the token, which is shown only now: " + token);
    return Users.tokenLine(name, role, token);
  }

  private static String password(String name, Role role, Console console) {
    String password = typedPassword(name).orElseGet(() -> firstLine(console));
    if (password.length() < PASSWORD_CHARS_MIN) {
      throw new CommandException(
          "a password has %d characters at least; give one in the first line of standard input"
              .formatted(PASSWORD_CHARS_MIN));
    }
    return Users.line(name, role, password);
  }

  /// What somebody types at a terminal, where it is not shown.
  private static Optional<String> typedPassword(String name) {
    return Optional.ofNullable(System.console())
        .filter(java.io.Console::isTerminal)
        .flatMap(terminal -> Optional.ofNullable(terminal.readPassword("password of %s: ", name)))
        .map(String::new);
  }

  private static String firstLine(Console console) {
    try {
      String line =
          new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8))
              .readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new CommandException("cannot read standard input: " + e.getMessage());
    }
  }

  private static CommandSpec spec() {
    CommandSpec spec =
        SubcommandArguments.described(
                "Prints the line of a user for the file that [server] users names. The password is"
                    + " typed, or is the first line of standard input.")
            .name("cwm user");
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("NAME ROLE")
            .hideParamSyntax(true)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("2")
            .index("0..1")
            .required(true)
            .description("what the user is called, and may do: read, write or admin")
            .build());
    SubcommandArguments.addSwitch(
        spec, TOKEN, "make a token instead of a password, for programs (Authorization: Bearer)");
    SubcommandArguments.addHelp(spec);
    return spec;
  }
}
