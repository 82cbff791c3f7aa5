package cwm.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsersTest {
  private static final int FEW = 1_000;
  private static final String SHA256 = "0".repeat(64);

  @TempDir Path folder;

  private Users users(String text) throws IOException {
    return Users.read(Files.writeString(folder.resolve("users"), text));
  }

  private static String ann(String password) {
    return Users.line("ann", Role.WRITE, PasswordHash.of(password, FEW));
  }

  @Test
  void usersHaveAPasswordOrAToken() throws IOException {
    Users users =
        users(
            "# ours\n\n%s # hers\n%s\n"
                .formatted(ann("correct"), Users.tokenLine("ci", Role.READ, "long")));
    assertThat(users.ofPassword("ann", "correct")).contains(new Users.User("ann", Role.WRITE));
    assertThat(users.ofPassword("ann", "Correct")).isEmpty();
    assertThat(users.ofPassword("bob", "correct")).isEmpty();
    assertThat(users.ofToken("long")).contains(new Users.User("ci", Role.READ));
    assertThat(users.ofToken("correct")).isEmpty();
    assertThat(users.ofPassword("ci", "long")).as("a token is no password").isEmpty();
  }

  @Test
  void theSamePasswordHasManyHashes() {
    String first = PasswordHash.of("same", FEW).toString();
    assertThat(first).isNotEqualTo(PasswordHash.of("same", FEW).toString());
    assertThat(PasswordHash.parse(first).matches("same")).isTrue();
    assertThat(PasswordHash.parse(first)).hasToString(first);
  }

  @Test
  void hashesAreThoseOfPbkdf2() {
    // Computed by another implementation: 1,000 iterations over 16 bytes of 0.
    String hash = "pbkdf2-sha256:1000:AAAAAAAAAAAAAAAAAAAAAA:%s".formatted(OTHERS_HASH);
    assertThat(PasswordHash.parse(hash).matches("password")).isTrue();
  }

  private static final String OTHERS_HASH = "dGBRjrF0HXvnspFIKLlwEavbAfLm6U_5VEkKXHS-VVQ";

  @ParameterizedTest
  @CsvSource({
    "ann read, must be NAME ROLE HASH",
    "a:b read x, has 'a:b' for a name",
    "ann reader x, has role 'reader'; there are read%, write and admin",
    "ann read secret, has no hash of a password; cwm user makes one",
    "ann read pbkdf2-sha256:999:AAAAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA,"
        + " has a hash of 999 iterations",
    "token ci read secret, must end in the SHA-256 of a token",
    "token ci read x y, must be NAME ROLE HASH",
  })
  void mistakesAreToldWithTheirPlace(String line, String message) {
    assertThatThrownBy(() -> users("# first\n" + line))
        .isInstanceOf(ServerException.class)
        .hasMessageStartingWith("[server] users " + folder.resolve("users") + ":2: ")
        .hasMessageContaining(message.replace("%", ","))
        .hasMessageNotContaining("secret");
  }

  @Test
  void nobodyIsTwo() {
    assertThatThrownBy(() -> users(ann("1") + "\n" + ann("2")))
        .hasMessageContaining(":2: has user ann a second time");
    String token = "token %s read " + SHA256;
    assertThatThrownBy(() -> users(token.formatted("a") + "\n" + token.formatted("b")))
        .hasMessageContaining(":2: has a token that another line has");
    assertThatThrownBy(() -> users("# nobody\n")).hasMessageContaining("names nobody");
    assertThatThrownBy(() -> Users.read(folder.resolve("missing")))
        .hasMessageContaining("cannot be read");
  }

  @Test
  void rolesIncludeOthers() {
    assertThat(Role.ADMIN.includes(Role.WRITE)).isTrue();
    assertThat(Role.WRITE.includes(Role.WRITE)).isTrue();
    assertThat(Role.READ.includes(Role.WRITE)).isFalse();
  }

  // ---------------------------------------------------------------- headers

  private static String basic(String credentials) {
    return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
  }

  @Test
  void headersNameUsers() throws Exception {
    Users users = users(ann("päss:word") + "\n" + Users.tokenLine("ci", Role.READ, "long"));
    var authentication = new Authentication(users, System::nanoTime);
    assertThat(authentication.user(basic("ann:päss:word"))).isPresent();
    assertThat(authentication.user("bearer long")).isPresent();
    for (String wrong :
        new String[] {
          basic("ann:x"), basic("ann"), "Basic ?", "Basic", "Digest x", "", "Bearer x", basic(":")
        }) {
      assertThat(authentication.user(wrong)).as(wrong).isEmpty();
    }
  }

  @Test
  void aRightPasswordIsKnownForAWhile() throws Exception {
    var nanos = new AtomicLong(Long.MAX_VALUE - 1);
    var authentication = new Authentication(users(slow("correct")), nanos::get);
    assertThat(authentication.user(basic("ann:correct"))).isPresent();
    long start = System.nanoTime();
    for (int i = 0; i < 1_000; i++) {
      assertThat(authentication.user(basic("ann:correct"))).isPresent();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("checked each time they take minutes")
        .isLessThan(Duration.ofSeconds(20));
    assertThat(authentication.user(basic("ann:Correct"))).isEmpty();
    nanos.addAndGet(Duration.ofMinutes(6).toNanos());
    assertThat(authentication.user(basic("ann:correct"))).as("checked again").isPresent();
  }

  private static String slow(String password) {
    return Users.line("ann", Role.READ, password);
  }
}
