package cwm.rdf.testing;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/// The seeds of [RandomSeeds].
final class RandomSeedsProvider implements ArgumentsProvider, AnnotationConsumer<RandomSeeds> {
  static final String SEED_PROPERTY = "cwm.seed";
  private static final String SOAK_PROPERTY = "cwm.soak";
  private static final int SOAK_FACTOR = 10;

  private int count;

  @Override
  public void accept(RandomSeeds seeds) {
    count = seeds.value();
  }

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    Long only = Long.getLong(SEED_PROPERTY);
    LongStream seeds =
        only != null
            ? LongStream.of(only)
            : LongStream.range(
                0, Boolean.getBoolean(SOAK_PROPERTY) ? (long) count * SOAK_FACTOR : count);
    return seeds.mapToObj(Arguments::of);
  }
}
