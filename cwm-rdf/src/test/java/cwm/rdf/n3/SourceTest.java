package cwm.rdf.n3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.rdf.RdfException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTest {
  @TempDir Path folder;

  private static byte[] gzip(String... members) throws IOException {
    var packed = new ByteArrayOutputStream();
    for (String member : members) {
      try (var zip = new GZIPOutputStream(packed)) {
        zip.write(member.getBytes(StandardCharsets.UTF_8));
      }
    }
    return packed.toByteArray();
  }

  private Source file(String name, byte[] bytes) throws IOException {
    return Source.ofFile(Files.write(folder.resolve(name), bytes));
  }

  private static void assertCannotRead(ThrowingCallable action, String... inMessage) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            RdfException.class,
            e -> {
              assertThat(e.code()).isEqualTo("CANNOT_READ");
              assertThat(e.getMessage()).contains(inMessage);
            });
  }

  @Test
  void gzipIsUnpackedMemberByMember() throws IOException {
    byte[] members = gzip("<a:a> <a:b> <a:", "", "c> .\n<a:a> <a:b>", " <a:d> .\n", "");
    Source source = file("d.nt.gz", members);
    assertThat(Documents.read(source, Syntax.NTRIPLES).orThrow().statements()).hasSize(2);
  }

  @Test
  void gzipMembersMayEndAnywhereInTheReadersWindow() throws IOException {
    // Digits that compress badly, so that the members are larger than the window.
    Iterator<Long> numbers = new Random(1).longs().iterator();
    String[] members = new String[8];
    for (int i = 0; i < members.length; i++) {
      var text = new StringBuilder();
      for (int k = 0; k < 5_000; k++) {
        text.append("<a:%x> <a:%x> <a:%x> .%n".formatted(numbers.next(), numbers.next(), k));
      }
      members[i] = text.toString();
    }
    try (InputStream unpacked = file("d.nt.gz", gzip(members)).open()) {
      assertThat(unpacked).hasContent(String.join("", members));
    }
  }

  /// A header with all that RFC 1952 lets it hold.
  @Test
  void gzipHeadersMayHoldMore() throws IOException {
    byte[] plain = gzip("<a:a> <a:b> <a:c> .\n");
    var packed = new ByteArrayOutputStream();
    packed.write(plain, 0, 3);
    packed.write(2 | 4 | 8 | 16); // checksum, extra field, name, comment
    packed.write(plain, 4, 6);
    packed.writeBytes(new byte[] {3, 0, 'a', 0, 'b'});
    packed.writeBytes("d.nt\0of staff\0".getBytes(StandardCharsets.ISO_8859_1));
    var crc = new CRC32();
    crc.update(packed.toByteArray());
    packed.write((int) crc.getValue());
    packed.write((int) crc.getValue() >> 8);
    packed.write(plain, 10, plain.length - 10);
    byte[] whole = packed.toByteArray();
    assertThat(Documents.read(file("d.nt.gz", whole), Syntax.NTRIPLES).orThrow().statements())
        .hasSize(1);
    whole[15] ^= 1;
    Source damaged = file("e.nt.gz", whole);
    assertCannotRead(() -> Documents.read(damaged, Syntax.NTRIPLES), damaged.name(), "damaged");
  }

  @Test
  void gzipThatWasCutShortCannotBeReadWhereverTheCutIs() throws IOException {
    byte[] whole = gzip("<a:a> <a:b> <a:c> .\n", "<a:a> <a:b> <a:d> .\n");
    int firstMember = gzip("<a:a> <a:b> <a:c> .\n").length;
    for (int length = 0; length < whole.length; length++) {
      if (length != firstMember) {
        Source source = file("d.nt.gz", Arrays.copyOf(whole, length));
        assertCannotRead(() -> Documents.read(source, Syntax.NTRIPLES), source.name(), "cut short");
      }
    }
  }

  @Test
  void damagedGzipCannotBeRead() throws IOException {
    byte[] whole = gzip("<a:a> <a:b> <a:c> .\n");
    assertDamaged(changed(whole, 0));
    assertDamaged(changed(whole, 10)); // first byte of the compressed text
    assertDamaged(changed(whole, whole.length - 6)); // checksum
    assertDamaged(changed(whole, whole.length - 1)); // length
    assertDamaged("<a:a> <a:b> <a:c> .\n".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatFollowsTheLastGzipMemberIsNotIgnored() throws IOException {
    byte[] whole = gzip("<a:a> <a:b> <a:c> .\n");
    assertDamaged(Arrays.copyOf(whole, whole.length + 512));
    byte[] two = gzip("<a:a> <a:b> <a:c> .\n", "<a:a> <a:b> <a:d> .\n");
    assertDamaged(changed(two, whole.length));
  }

  private static byte[] changed(byte[] bytes, int index) {
    byte[] changed = bytes.clone();
    changed[index] ^= 7;
    return changed;
  }

  private void assertDamaged(byte[] packed) throws IOException {
    Source source = file("d.nt.gz", packed);
    assertCannotRead(() -> Documents.read(source, Syntax.NTRIPLES), source.name(), "damaged");
  }

  @Test
  void aMissingFileOrAFolderCannotBeRead() {
    Source missing = Source.ofFile(folder.resolve("missing.n3"));
    assertCannotRead(
        () -> Documents.read(missing, Syntax.N3), missing.name() + ": there is no such file");
    Source directory = Source.ofFile(folder);
    assertCannotRead(() -> Documents.read(directory, Syntax.N3), directory.name());
    assertCannotRead(missing::digest, missing.name());
  }

  @Test
  void aStreamThatFailsCannotBeRead() {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }

          @Override
          public int read(byte[] bytes, int start, int count) throws IOException {
            return read();
          }
        };
    assertCannotRead(
        () -> Documents.read(Source.ofStream("upload", failing, 1), Syntax.N3),
        "cannot read upload: connection reset");
  }

  @Test
  void whatIsReadDoesNotDependOnThePackaging() throws IOException {
    String text = "<a:a> <a:b> _:c .\n";
    Source packed = file("d.nt.gz", gzip(text));
    assertThat(Documents.read(packed, Syntax.NTRIPLES).orThrow().asFormula())
        .isEqualTo(N3Reader.parse(text, "", Syntax.NTRIPLES).orThrow().asFormula());
  }
}
