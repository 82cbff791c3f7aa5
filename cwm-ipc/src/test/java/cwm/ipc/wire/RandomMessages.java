package cwm.ipc.wire;

import cwm.ipc.message.Bindings;
import cwm.ipc.message.Bytes;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.RowBatch;
import cwm.ipc.message.TripleBatch;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.testing.RandomGraphs;
import cwm.rdf.testing.RandomSource;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Random messages of every type, with a liking for what is easily got wrong. They are made from
/// the components of the records, so a new message is covered as soon as it exists.
final class RandomMessages {
  static final List<Class<?>> TYPES = List.of(IpcMessage.class.getPermittedSubclasses());

  private static final List<Long> NUMBERS =
      List.of(
          0L,
          1L,
          127L,
          128L,
          250L,
          251L,
          255L,
          256L,
          65_535L,
          65_536L,
          0x7fffffffL,
          0x80000000L,
          0xffffffffL,
          0x100000000L,
          1L << 53,
          Long.MAX_VALUE);
  private static final List<String> TEXTS =
      List.of(
          "",
          "node-1",
          "a \"quoted\" \\ text",
          "two\nlines\r\n\t\b\f",
          "\u0000\u0001\u001f\u007f\u0085",
          "é",
          "𝒳𝒴",
          "\uFEFF\uFFFF\uD7FF\uE000",
          "x".repeat(31),
          "x".repeat(32),
          "é".repeat(125),
          "x".repeat(250),
          "x".repeat(251),
          "x".repeat(255),
          "x".repeat(256),
          "x".repeat(65_536));

  private final RandomSource random;

  /// A part of the triples and rows comes as batches of this dictionary, or of another one.
  private final TermDictionary dictionary;

  private final TermDictionary foreign = new TermDictionary();

  RandomMessages(long seed, TermDictionary dictionary) {
    random = new RandomSource(seed);
    this.dictionary = dictionary;
  }

  IpcMessage any() {
    return of(random.pick(TYPES));
  }

  /// A message that can mention terms.
  IpcMessage withTerms() {
    return of(
        random.pick(
            List.of(
                IpcMessage.TripleData.class,
                IpcMessage.Query.class,
                IpcMessage.QueryResponse.class,
                IpcMessage.InferenceRequest.class,
                IpcMessage.InferenceResult.class,
                IpcMessage.SuperstepMarker.class)));
  }

  IpcMessage of(Class<?> type) {
    return (IpcMessage) record(type);
  }

  private Object record(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(components[i].getGenericType());
    }
    try {
      return type.getConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type argument = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == Optional.class) {
        return random.oneIn(2) ? Optional.empty() : Optional.of(value(argument));
      }
      if (argument == Triple.class) {
        return triples();
      }
      if (argument instanceof ParameterizedType) {
        return rows();
      }
      return random.many(random.oneIn(8) ? 300 : random.below(4), () -> value(argument));
    }
    var plain = (Class<?>) type;
    return switch (plain.getSimpleName()) {
      case "long", "Long" -> random.oneIn(2) ? random.pick(NUMBERS) : random.nextLong() >>> 1;
      case "int", "Integer" ->
          random.oneIn(2) ? random.below(300) : random.below(Integer.MAX_VALUE);
      case "boolean" -> random.oneIn(2);
      case "String" -> text();
      case "Bytes" -> bytes();
      case "Bindings" -> bindings();
      case "Term" -> RandomGraphs.term(random.nextLong());
      default -> {
        if (plain.isEnum()) {
          yield random.pick(List.of(plain.getEnumConstants()));
        }
        if (plain.isRecord()) {
          yield record(plain);
        }
        throw new AssertionError("no random values of " + type);
      }
    };
  }

  private String text() {
    return random.oneIn(20) ? TEXTS.getLast() : random.pick(TEXTS.subList(0, TEXTS.size() - 1));
  }

  private Bytes bytes() {
    byte[] bytes = new byte[random.oneIn(20) ? 70_000 : random.below(300)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.below(256);
    }
    return Bytes.copyOf(bytes);
  }

  private Bindings bindings() {
    Map<String, Term> terms = new LinkedHashMap<>();
    for (int i = random.below(4); i > 0; i--) {
      terms.put(random.pick(TEXTS.subList(0, 8)), RandomGraphs.term(random.nextLong()));
    }
    return new Bindings(terms);
  }

  private List<List<Term>> rows() {
    int width = random.below(4);
    int count = width == 0 ? random.below(2) : random.oneIn(8) ? 300 : random.below(4);
    List<Term> few = random.many(5, () -> RandomGraphs.term(random.nextLong()));
    List<List<Term>> rows = random.many(count, () -> random.many(width, () -> random.pick(few)));
    return switch (random.below(3)) {
      case 0 -> rows;
      case 1 -> RowBatch.of(rows, dictionary);
      default -> RowBatch.of(rows, foreign);
    };
  }

  private List<Triple> triples() {
    // More than one chunk of rows at times, or exactly one.
    List<Triple> few = RandomGraphs.n3(random.nextLong());
    List<Triple> triples =
        few.isEmpty() || !random.oneIn(10)
            ? few
            : random.many(random.pick(List.of(511, 512, 513, 1_024)), () -> random.pick(few));
    return switch (random.below(3)) {
      case 0 -> triples;
      case 1 -> TripleBatch.of(triples, dictionary);
      default -> TripleBatch.of(triples, foreign);
    };
  }
}
