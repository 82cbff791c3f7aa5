package cwm.ipc.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.message.Bindings;
import cwm.ipc.message.Bytes;
import cwm.ipc.message.ClusterReplyStatus;
import cwm.ipc.message.InferenceStep;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.ClusterReply;
import cwm.ipc.message.IpcMessage.InferenceRequest;
import cwm.ipc.message.IpcMessage.Invitation;
import cwm.ipc.message.IpcMessage.Ping;
import cwm.ipc.message.IpcMessage.Refused;
import cwm.ipc.message.IpcMessage.StartElectionReply;
import cwm.ipc.message.IpcMessage.TripleData;
import cwm.ipc.message.MemberAddress;
import cwm.ipc.message.RaftCall;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The document that peers in other languages are written by shows what the encoder writes.
class WireFormatDocumentTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("cwm.root", "..")).resolve("docs/wire-format.md");
  private static final int LINE_BYTES = 40;
  private static final Term A = new Iri("urn:a");
  private static final Term P = new Iri("urn:p");

  @Test
  void showsEachVectorAsItIsWritten() throws IOException {
    String document = Files.readString(DOCUMENT);
    for (List<IpcMessage> conversation : conversations()) {
      Map<SerializationFormat, Peers> peers = new EnumMap<>(SerializationFormat.class);
      for (IpcMessage message : conversation) {
        var block = new StringBuilder("```\n");
        for (SerializationFormat format : SerializationFormat.values()) {
          Peers connection = peers.computeIfAbsent(format, f -> new Peers(f, 5));
          block.append(lines(format, connection.encode(message)));
        }
        assertThat(document).contains(block.append("```\n").toString());
      }
    }
  }

  /// The messages of the document; those of one list go over one connection, which remembers five
  /// terms.
  private static List<List<IpcMessage>> conversations() {
    return List.of(
        List.of(new Ping("node-1", 1_767_225_600_000L)),
        List.of(new StartElectionReply(true, new RaftCall("g", "a/1", "b/2", 251))),
        List.of(
            new Invitation(
                "c",
                List.of(new MemberAddress("a", "1", "x:9000"), new MemberAddress("b", "2", "")))),
        List.of(
            new ClusterReply(
                ClusterReplyStatus.NOT_LEADER,
                "",
                "a",
                Bytes.copyOf(new byte[] {(byte) 0xca, (byte) 0xfe}))),
        List.of(new Refused("WRONG_KEY", "", Optional.empty())),
        List.of(new Refused("TOO_MANY", "", Optional.of(5_000L))),
        List.of(
            new TripleData(List.of(new Triple(A, P, Literal.of("é"))), "s"),
            new TripleData(List.of(new Triple(A, P, A)), "s"),
            new InferenceRequest(
                "r",
                new Bindings(Map.of("x", Literal.inLanguage("b", "en"))),
                List.of(List.of(Literal.inLanguage("b", "en"))),
                new InferenceStep(0, 1, List.of(1, 0), 1),
                "j",
                2,
                3)));
  }

  private static String lines(SerializationFormat format, byte[] bytes) {
    String name = format.configName();
    if (format == SerializationFormat.JSON) {
      return "%-8s %s\n".formatted(name, new String(bytes, UTF_8));
    }
    var lines = new StringBuilder();
    for (int start = 0; start < bytes.length; start += LINE_BYTES) {
      int end = Math.min(bytes.length, start + LINE_BYTES);
      String hex = HexFormat.of().formatHex(bytes, start, end);
      lines.append("%-8s %s\n".formatted(start == 0 ? name : "", hex));
    }
    return lines.toString();
  }

  @Test
  void showsNumbersAsTheyAreWritten() throws IOException {
    String document = Files.readString(DOCUMENT);
    for (long number :
        new long[] {
          0, 127, 128, 250, 251, 255, 256, 65_535, 65_536, 4_294_967_295L, 4_294_967_296L, -1
        }) {
      assertThat(document)
          .contains(
              "| %s | `%s` | `%s` |\n"
                  .formatted(
                      Long.toUnsignedString(number),
                      number(new MsgpackWriter(), number),
                      number(new BincodeWriter(), number)));
    }
  }

  private static String number(WireWriter writer, long number) {
    var out = new WireBuffer(0);
    writer.start(out);
    writer.u64(number);
    return HexFormat.of().formatHex(Arrays.copyOf(out.array(), out.size()));
  }

  @Test
  void namesEveryMessageWithItsIndexAndFields() throws IOException {
    String document = Files.readString(DOCUMENT);
    for (int index = 0; index < Variants.MESSAGES.names().count(); index++) {
      assertThat(document)
          .contains(
              "| %d | `%s` | %s |\n"
                  .formatted(index, Variants.MESSAGES.names().name(index), fields(index)));
    }
  }

  private static String fields(int index) {
    Class<?> type = RandomMessages.TYPES.get(index);
    String fields = fields(type, Variants.MESSAGES.get(index));
    return fields.isEmpty() ? "-" : fields;
  }

  private static String fields(Class<?> type, Shape.Fields shape) {
    int first = shape.hasDictionary() ? 1 : 0;
    var text = new StringBuilder(shape.hasDictionary() ? "`dictionary`: Dictionary" : "");
    for (int i = 0; i < shape.shapes().size(); i++) {
      String separator = text.isEmpty() ? "" : ", ";
      String field = shape.names().name(first + i);
      text.append(separator)
          .append(
              "`%s`: %s"
                  .formatted(
                      field,
                      typeName(type.getRecordComponents()[i].getGenericType().getTypeName())));
    }
    return text.toString();
  }

  @Test
  void showsEveryEnumerationAndRecordOfMessages() throws IOException {
    String document = Files.readString(DOCUMENT);
    for (Class<?> type : parts()) {
      String is =
          switch (Shape.of(type)) {
            case Shape.Constants(_, var names) -> "an enumeration: " + constants(names);
            case Shape.Fields shape -> "a record: " + fields(type, shape);
            case Shape shape -> throw new AssertionError(type + " is " + shape);
          };
      assertThat(document).contains("| %s | %s |\n".formatted(type.getSimpleName(), is));
    }
  }

  /// The enumerations and records that messages are made of, directly or not; without those that
  /// have a form of their own.
  private static Set<Class<?>> parts() {
    Set<Class<?>> parts = new LinkedHashSet<>();
    RandomMessages.TYPES.forEach(type -> addParts(type, parts));
    return parts;
  }

  private static void addParts(Class<?> whole, Set<Class<?>> parts) {
    for (RecordComponent component : whole.getRecordComponents()) {
      Type type =
          component.getGenericType() instanceof ParameterizedType generic
              ? generic.getActualTypeArguments()[0]
              : component.getType();
      if (!(type instanceof Class<?> part)) {
        continue; // rows, which have a form of their own
      }
      if (part.isEnum()) {
        parts.add(part);
      } else if (part.isRecord() && part != Triple.class && part != Bindings.class) {
        parts.add(part);
        addParts(part, parts);
      }
    }
  }

  private static String constants(Names names) {
    return IntStream.range(0, names.count())
        .mapToObj(index -> "`%s` (%d)".formatted(names.name(index), index))
        .collect(Collectors.joining(", "));
  }

  /// A type as the document calls it.
  private static String typeName(String name) {
    return name.replaceAll("[a-z.]+\\.", "")
        .replace("List<List<Term>>", "Rows")
        .replaceAll("List<(.*)>", "list of $1")
        .replaceAll("Optional<(.*)>", "option of $1")
        .replaceAll("[lL]ong", "u64")
        .replaceAll("int|Integer", "u32")
        .replace("boolean", "bool");
  }
}
