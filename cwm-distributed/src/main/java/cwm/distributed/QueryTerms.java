package cwm.distributed;

import cwm.jena.sparql.Services;
import java.time.Duration;
import java.util.Optional;

/// What a query or update is bound to, besides the facts.
///
/// @param log is told of all that is fetched
/// @param timeout how long it may take in all; empty for as long as it takes
/// @param services asks what SERVICE names
public record QueryTerms(QueryLog log, Optional<Duration> timeout, Services services) {
  /// Asks no services, and is told of by nobody.
  public static QueryTerms within(Duration timeout) {
    return new QueryTerms(new QueryLog(), Optional.of(timeout), Services.NONE);
  }

  /// The same, with less time.
  QueryTerms with(Optional<Duration> left) {
    return new QueryTerms(log, left, services);
  }
}
