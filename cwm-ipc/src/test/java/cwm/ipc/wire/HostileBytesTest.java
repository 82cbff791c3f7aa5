package cwm.ipc.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Bytes that somebody made on purpose, or that were damaged: [Decoding] says what must hold.
class HostileBytesTest {
  private static final int[] MASKS = {0x01, 0x02, 0x10, 0x20, 0x40, 0x80, 0x7f, 0xff};
  private static final int BOMB_BYTES = 1 << 20;
  private static final Duration TIME_MAX = Duration.ofSeconds(20);

  @ParameterizedTest
  @EnumSource
  void truncatedMessagesAreRefused(SerializationFormat format) {
    for (Class<?> type : RandomMessages.TYPES) {
      byte[] bytes = example(format, type);
      for (int end = 0; end < bytes.length; end++) {
        assertThat(Decoding.check(format, Arrays.copyOf(bytes, end))).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyByteMayBeAnother(SerializationFormat format) {
    for (Class<?> type : RandomMessages.TYPES) {
      byte[] bytes = example(format, type);
      for (int i = 0; i < bytes.length; i++) {
        for (int mask : MASKS) {
          byte[] damaged = bytes.clone();
          damaged[i] ^= (byte) mask;
          Decoding.check(format, damaged);
        }
      }
    }
  }

  /// As a fuzzer does without knowing the code: bytes changed, left out, doubled, put elsewhere.
  @RandomSeeds(300)
  void mixedUpMessagesAreRefusedOrMeanSomething(long seed) {
    var random = new RandomSource(seed);
    for (SerializationFormat format : SerializationFormat.values()) {
      byte[] bytes = example(format, random.pick(RandomMessages.TYPES));
      byte[] other = example(format, random.pick(RandomMessages.TYPES));
      for (int i = 0; i < 10; i++) {
        bytes = mutated(bytes, other, random);
        Decoding.check(format, bytes);
      }
    }
  }

  private static byte[] mutated(byte[] bytes, byte[] other, RandomSource random) {
    int at = random.below(bytes.length + 1);
    int end = Math.min(bytes.length, at + random.below(9));
    byte[] inserted =
        switch (random.below(4)) {
          case 0 -> new byte[0];
          case 1 ->
              HexFormat.of().parseHex(random.pick(List.of("fc", "fd", "ff", "dd", "c6", "22")));
          case 2 -> Arrays.copyOfRange(bytes, at, end);
          default -> {
            int from = random.below(other.length);
            yield Arrays.copyOfRange(other, from, Math.min(other.length, from + random.below(40)));
          }
        };
    var out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.writeBytes(inserted);
    int rest = random.oneIn(2) ? end : at;
    out.write(bytes, rest, bytes.length - rest);
    byte[] mutated = out.toByteArray();
    if (mutated.length > 0 && random.oneIn(2)) {
      mutated[random.below(mutated.length)] = (byte) random.below(256);
    }
    return mutated;
  }

  /// Elements of next to nothing, as many as there is room for.
  @Test
  void listsOfAlmostNothingCostLittle() {
    int count = BOMB_BYTES;
    String length = littleEndian(count);
    // QueryResponse of empty bindings, JoinResponse, AppendEntries, TripleData with a list as term.
    accept(SerializationFormat.BINCODE, bomb("04 00 00 00 fc" + length, "00", count, "0000000000"));
    accept(SerializationFormat.BINCODE, bomb("08 01 fc" + length, "00", count, "00".repeat(5)));
    accept(
        SerializationFormat.BINCODE, bomb("0c 01 00 fc" + length, "000000", count, "00".repeat(9)));
    accept(
        SerializationFormat.BINCODE,
        bomb("02 00 01 04 01 00 fc" + length, "010101", count, "00000000"));
    // QueryResponse and InferenceRequest: rows of a term each; InferenceRequest: as many numbers of
    // an order; SuperstepMarker: counts.
    String number = "fc" + length;
    accept(
        SerializationFormat.BINCODE,
        bomb("04 00 01 04 01 00 00 00" + number + number, "01", count, "000000"));
    accept(
        SerializationFormat.BINCODE,
        bomb("05 00 01 04 01 00 00 00" + number + number, "01", count, "00".repeat(7)));
    accept(
        SerializationFormat.BINCODE,
        bomb("05 00 00 00 00 00 00 00 00" + number, "00", count, "00".repeat(4)));
    accept(
        SerializationFormat.BINCODE,
        bomb("25 00 01 04 01 00 00 00 00 00 00" + number, "0100", count, "00".repeat(3)));
    // PartitionsReply: owners of nothing, and an owner of many partitions.
    String reply = "27 00 00 00 00 00 00";
    accept(SerializationFormat.BINCODE, bomb(reply + number, "00000000", count, ""));
    accept(SerializationFormat.BINCODE, bomb(reply + "01 00 00 00" + number, "fa", count, ""));
    String big = HexFormat.of().toHexDigits(count, 8);
    String noTerms = "92 c2 90";
    accept(
        SerializationFormat.MSGPACK,
        bomb(
            "81 ad" + hex("QueryResponse") + "97" + noTerms + "a0 dd" + big,
            "90",
            count,
            "920090009000"));
    accept(
        SerializationFormat.MSGPACK,
        bomb(
            "81 ac" + hex("JoinResponse") + "97 c3 dd" + big,
            "a0",
            count,
            "a8" + hex("Accepted") + "a0a0a090"));
    String owners = "81 af" + hex("PartitionsReply") + "97 a0 a0 00 00 c2 a0";
    accept(SerializationFormat.MSGPACK, bomb(owners + "dd" + big, "94a0a00090", count, ""));
    accept(SerializationFormat.MSGPACK, bomb(owners + "91 94 a0 a0 00 dd" + big, "7f", count, ""));
    String dictionary = "\"dictionary\":{\"reset\":false,\"terms\":[]}";
    accept(
        SerializationFormat.JSON,
        json(
            "{\"QueryResponse\":{"
                + dictionary
                + ",\"query_id\":\"\",\"rows\":{\"count\":0,\"values\":[]},"
                + "\"version\":0,\"counts\":[],\"next\":0,\"results\":[[]",
            ",[]"));
    accept(
        SerializationFormat.JSON,
        json(
            "{\"JoinResponse\":{\"accepted\":true,\"status\":\"Accepted\",\"reason\":\"\","
                + "\"cluster_id\":\"\",\"leader\":\"\",\"addresses\":[],\"members\":[\"\"",
            ",\"\""));
    String owner = "{\"node_id\":\"\",\"address\":\"\",\"worker_count\":0,\"partitions\":[]}";
    accept(
        SerializationFormat.JSON,
        json(
            "{\"PartitionsReply\":{\"node_id\":\"\",\"strategy\":\"\",\"epoch\":0,\"version\":0,"
                + "\"complete\":false,\"job\":\"\",\"owners\":["
                + owner,
            "," + owner));
  }

  /// Rows without values, of which a few bytes can claim any number.
  @Test
  void rowsOfNothingAreNotMany() {
    for (String count : List.of("02", "fc" + littleEndian(Integer.MAX_VALUE))) {
      byte[] request = bomb("05 00 00 00 00" + count + "00", "00", 1, "00".repeat(6));
      assertThat(Decoding.check(SerializationFormat.BINCODE, request)).isEmpty();
      byte[] response = bomb("04 00 00 00 00" + count + "00", "00", 1, "0000");
      assertThat(Decoding.check(SerializationFormat.BINCODE, response)).isEmpty();
    }
    accept(SerializationFormat.BINCODE, bomb("05 00 00 00 00 01 00", "00", 1, "00".repeat(6)));
    accept(SerializationFormat.BINCODE, bomb("04 00 00 00 00 01 00", "00", 1, "0000"));
  }

  /// Bindings of one variable, which are large as objects.
  @Test
  void smallBindingsCostLittle() {
    int count = BOMB_BYTES / 16;
    accept(SerializationFormat.BINCODE, smallBindings(count));
    assertThat(Decoding.check(SerializationFormat.BINCODE, smallBindings(16 * count))).isEmpty();
  }

  private static byte[] smallBindings(int count) {
    return bomb("04 00 01 04 01 00 00 fc" + littleEndian(count), "01017801", count, "0000000000");
  }

  /// Ids that are far apart, so that a table by id would be large.
  @Test
  void scatteredIdsCostLittle() {
    var definitions = new ByteArrayOutputStream();
    int count = BOMB_BYTES / 8;
    HexFormat hex = HexFormat.of();
    definitions.writeBytes(hex.parseHex("0201fc" + littleEndian(count)));
    for (int i = 1; i <= count; i++) {
      int id = i * (Integer.MAX_VALUE / count);
      definitions.writeBytes(hex.parseHex("04fc" + littleEndian(id) + "00"));
    }
    definitions.writeBytes(hex.parseHex("0000000000"));
    accept(SerializationFormat.BINCODE, definitions.toByteArray());
  }

  /// Thirty lists of two, each holding the last one twice, are a tree of a thousand million.
  @Test
  void termsThatShareCostLittle() {
    var message = new StringBuilder("06 01 20 04 01 00"); // InferenceResult, reset, 32 definitions
    for (int i = 2; i <= 32; i++) {
      message.append(" 04 %02x 02 %02x %02x".formatted(i, i - 1, i - 1));
    }
    message.append(" 01 72 01 20 01 20 00 00 00 00"); // rule "r", one triple
    byte[] bytes = HexFormat.of().parseHex(message.toString().replace(" ", ""));
    var decoder = SerializationFormat.BINCODE.decoder(new TermDictionary(), 100);
    assertThat(decoder.decode(bytes, 0, bytes.length)).isNotNull();
  }

  private static void accept(SerializationFormat format, byte[] bytes) {
    Assertions.assertTimeout(TIME_MAX, () -> assertThat(Decoding.check(format, bytes)).isPresent());
  }

  private static byte[] bomb(String head, String element, int count, String end) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(HexFormat.of().parseHex(head.replace(" ", "")));
    byte[] one = HexFormat.of().parseHex(element);
    for (int i = 0; i < count; i++) {
      bytes.writeBytes(one);
    }
    bytes.writeBytes(HexFormat.of().parseHex(end));
    return bytes.toByteArray();
  }

  private static byte[] json(String head, String element) {
    return (head + element.repeat(BOMB_BYTES / element.length()) + "]}}").getBytes(UTF_8);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(UTF_8));
  }

  private static String littleEndian(int value) {
    return HexFormat.of().toHexDigits(Integer.reverseBytes(value), 8);
  }

  private static byte[] example(SerializationFormat format, Class<?> type) {
    return new Peers(format, 100).encode(ExampleMessages.of(type));
  }
}
