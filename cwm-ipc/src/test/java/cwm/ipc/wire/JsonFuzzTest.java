package cwm.ipc.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Bytes for the decoder of JSON, from a fuzzer that sees which branches they reach; [Decoding]
/// says what must hold.
class JsonFuzzTest {

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3s")
  void everythingIsAMessageOrRefused(byte[] bytes) {
    Decoding.check(SerializationFormat.JSON, bytes);
  }

  static Stream<byte[]> seeds() {
    return ExampleMessages.encoded(SerializationFormat.JSON);
  }
}
