package cwm.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {
  private static final List<Accept.Offer<String>> OFFERS =
      Stream.of("text/turtle", "text/n3", "application/json")
          .map(type -> new Accept.Offer<>(type, type))
          .toList();

  @ParameterizedTest
  @CsvSource({
    "'', text/turtle text/n3 application/json",
    "*/*, text/turtle text/n3 application/json",
    "*, text/turtle text/n3 application/json",
    "text/n3, text/n3",
    "TEXT/N3;charset=utf-8, text/n3",
    "'text/turtle;q=0.5, text/n3', text/n3 text/turtle",
    "'text/*;q=0.5, application/json;q=0.6', application/json text/turtle text/n3",
    "'text/*, text/turtle;q=0', text/n3",
    "'*/*;q=0.1, text/n3; q=0.2 ;x=1', text/n3 text/turtle application/json",
    "'text/n3;q=2', text/n3",
    "'; ,,;q=1', text/turtle text/n3 application/json",
    "image/png, ''",
  })
  void theBestComeFirst(String header, String types) {
    List<String> headers = header.isEmpty() ? List.of() : List.of(header);
    assertThat(String.join(" ", chosen(headers))).isEqualTo(types);
  }

  @Test
  void severalHeadersAreOne() {
    assertThat(chosen(List.of("text/n3;q=0.1", "text/turtle;q=0.2")))
        .containsExactly("text/turtle", "text/n3");
  }

  @Test
  void whatIsNotNamedIsNotKnown() {
    Accept accept = Accept.of(List.of("br, gzip;q=0.5"));
    assertThat(accept.ofNamed("gzip")).contains(0.5);
    assertThat(accept.ofNamed("zstd")).isEmpty();
    assertThat(Accept.of(List.of()).ofNamed("gzip")).isEmpty();
    assertThat(Accept.of(List.of("*;q=0.3, gzip;q=0")).ofNamed("gzip")).contains(0.0);
  }

  private static List<String> chosen(List<String> headers) {
    return Accept.of(headers).choose(OFFERS).stream().map(Accept.Offer::value).toList();
  }
}
