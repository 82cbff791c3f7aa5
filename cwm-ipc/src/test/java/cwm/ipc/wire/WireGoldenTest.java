package cwm.ipc.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.message.IpcMessage;
import cwm.rdf.testing.Golden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The bytes of every message in every format. A difference means that nodes of two versions no
/// longer understand each other: new golden files need a new protocol version.
class WireGoldenTest {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).resolve("src/test/resources/golden/wire");
  private static final int LINE_BYTES = 32;

  @ParameterizedTest
  @EnumSource
  void everyMessageHasItsBytes(SerializationFormat format) throws IOException {
    Path folder = Files.createDirectories(ROOT.resolve(format.configName()));
    for (Class<?> type : RandomMessages.TYPES) {
      // A connection of its own for each, so that every file stands for itself.
      byte[] bytes = new Peers(format, 100).encode(ExampleMessages.of(type));
      Golden.check(file(folder, format, type), text(format, bytes));
    }
  }

  @ParameterizedTest
  @EnumSource
  void goldenBytesMeanTheMessage(SerializationFormat format) {
    Path folder = ROOT.resolve(format.configName());
    for (Class<?> type : RandomMessages.TYPES) {
      byte[] bytes = bytes(format, Golden.text(file(folder, format, type)));
      IpcMessage message = new Peers(format, 100).decode(bytes);
      assertThat(message).isEqualTo(ExampleMessages.of(type));
    }
  }

  @ParameterizedTest
  @EnumSource
  void noGoldenFileIsLeftOver(SerializationFormat format) {
    Path folder = ROOT.resolve(format.configName());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files)
          .containsExactlyInAnyOrderElementsOf(
              RandomMessages.TYPES.stream().map(type -> file(folder, format, type)).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(Path folder, SerializationFormat format, Class<?> type) {
    String extension = format == SerializationFormat.JSON ? ".json" : ".hex";
    return folder.resolve(type.getSimpleName() + extension);
  }

  private static String text(SerializationFormat format, byte[] bytes) {
    if (format == SerializationFormat.JSON) {
      return new String(bytes, UTF_8) + "\n";
    }
    var text = new StringBuilder();
    for (int start = 0; start < bytes.length; start += LINE_BYTES) {
      int end = Math.min(bytes.length, start + LINE_BYTES);
      text.append(HexFormat.of().formatHex(bytes, start, end)).append('\n');
    }
    return text.toString();
  }

  private static byte[] bytes(SerializationFormat format, String text) {
    return format == SerializationFormat.JSON
        ? text.getBytes(UTF_8)
        : HexFormat.of().parseHex(text.replace("\n", ""));
  }
}
