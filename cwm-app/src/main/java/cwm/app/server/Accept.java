package cwm.app.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a client would like to be answered in: an `Accept` header (RFC 9110 §12.5.1), or one that
/// is like it.
///
/// Ranges that are none are passed over.
///
/// @param ranges empty for anything
record Accept(List<Range> ranges) {
  private static final Pattern RANGE =
      Pattern.compile("\\s*([^;\\s]+)\\s*((?:;[^;]*)*)", Pattern.DOTALL);
  private static final Pattern QUALITY =
      Pattern.compile("(?i)(?:^|;)\\s*q\\s*=\\s*([01](?:\\.\\d{0,3})?)\\s*(?=;|$)");

  Accept {
    ranges = List.copyOf(ranges);
  }

  /// @param pattern a media type, `text/*` or `*` of everything, in lower case
  /// @param quality how much it is wanted, 0 to 1; 0 for not at all
  record Range(String pattern, double quality) {
    boolean matches(String type) {
      return pattern.equals("*/*")
          || pattern.equals("*")
          || pattern.equals(type)
          || (pattern.endsWith("/*")
              && type.startsWith(pattern.substring(0, pattern.length() - 1)));
    }

    /// The more a range says, the more it counts.
    int precision() {
      return pattern.startsWith("*") ? 0 : pattern.endsWith("/*") ? 1 : 2;
    }
  }

  /// Something that can be given, as a media type.
  record Offer<T>(T value, String mediaType) {}

  /// @param headers in the order in which they came
  static Accept of(List<String> headers) {
    List<Range> ranges = new ArrayList<>();
    for (String part : String.join(",", headers).split(",")) {
      Matcher range = RANGE.matcher(part);
      if (range.matches()) {
        ranges.add(
            new Range(range.group(1).toLowerCase(Locale.ROOT), qualityOf(range.group(2).strip())));
      }
    }
    return new Accept(ranges);
  }

  private static double qualityOf(String parameters) {
    Matcher quality = QUALITY.matcher(parameters);
    return quality.find() ? Math.min(1, Double.parseDouble(quality.group(1))) : 1;
  }

  /// How much a media type is wanted, 0 to 1.
  double quality(String mediaType) {
    return ranges.isEmpty() ? 1 : ofNamed(mediaType).orElse(0.0);
  }

  /// How much is wanted what the header names, or a range of it; empty if it does not.
  Optional<Double> ofNamed(String mediaType) {
    return ranges.stream()
        .filter(range -> range.matches(mediaType))
        .max(Comparator.comparingInt(Range::precision))
        .map(Range::quality);
  }

  /// What is wanted of what is offered, the best first; of equally good ones, that which was
  /// offered first.
  <T> List<Offer<T>> choose(List<Offer<T>> offers) {
    return offers.stream()
        .filter(offer -> quality(offer.mediaType()) > 0)
        .sorted(
            Comparator.comparingDouble((Offer<T> offer) -> quality(offer.mediaType())).reversed())
        .toList();
  }
}
