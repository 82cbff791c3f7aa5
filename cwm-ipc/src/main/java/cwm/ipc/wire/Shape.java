package cwm.ipc.wire;

import cwm.ipc.message.Bindings;
import cwm.ipc.message.Bytes;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the values of a type are made of, and so how they are written and read in any format.
///
/// Shapes follow from the types of records' components, found once when the class that holds them
/// is initialised. There is one description of a message and one writer and reader of primitives
/// per format.
sealed interface Shape {

  /// Hands the terms of a value to the link dictionary, in the order in which [#write] writes them.
  default void mention(Object value, LinkEncoder link) {}

  /// Whether values can mention terms.
  default boolean hasTerms() {
    return false;
  }

  void write(Object value, WireWriter writer, LinkEncoder link);

  Object read(WireReader reader, LinkDecoder link);

  /// The shape of a type that messages use.
  static Shape of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type argument = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == List.class) {
        if (isListOf(argument, Term.class)) {
          return Simple.ROWS;
        }
        return argument == Triple.class ? Simple.TRIPLES : new Sequence(of(argument));
      }
      if (generic.getRawType() == Optional.class) {
        return new Maybe(of(argument));
      }
    } else if (type instanceof Class<?> plain) {
      for (Simple simple : Simple.values()) {
        if (simple.type == MethodType.methodType(plain).wrap().returnType()) {
          return simple;
        }
      }
      if (plain.isEnum()) {
        return Constants.of(plain);
      }
      if (plain.isRecord()) {
        return Fields.of(plain);
      }
    }
    throw new IllegalArgumentException("messages have no values of " + type);
  }

  private static boolean isListOf(Type type, Class<?> element) {
    return type instanceof ParameterizedType generic
        && generic.getRawType() == List.class
        && generic.getActualTypeArguments()[0] == element;
  }

  /// The types that are not made of others.
  enum Simple implements Shape {
    /// A number from 0 to 2^63 - 1; the wire's range is twice that.
    U64(Long.class) {
      @Override
      public void write(Object value, WireWriter writer, LinkEncoder link) {
        writer.u64(requireUnsigned((Long) value));
      }

      @Override
      public Object read(WireReader reader, LinkDecoder link) {
        int position = reader.position();
        long value = reader.u64();
        if (value < 0) {
          throw Malformed.at(
              position, "the number " + Long.toUnsignedString(value) + "; at most 2^63 - 1");
        }
        return value;
      }
    },
    /// A number from 0 to 2^31 - 1.
    U32(Integer.class) {
      @Override
      public void write(Object value, WireWriter writer, LinkEncoder link) {
        writer.u32((int) requireUnsigned((Integer) value));
      }

      @Override
      public Object read(WireReader reader, LinkDecoder link) {
        return reader.u32();
      }
    },
    BOOL(Boolean.class) {
      @Override
      public void write(Object value, WireWriter writer, LinkEncoder link) {
        writer.bool((Boolean) value);
      }

      @Override
      public Object read(WireReader reader, LinkDecoder link) {
        return reader.bool();
      }
    },
    TEXT(String.class) {
      @Override
      public void write(Object value, WireWriter writer, LinkEncoder link) {
        writer.text((String) value);
      }

      @Override
      public Object read(WireReader reader, LinkDecoder link) {
        return reader.text();
      }
    },
    BYTES(Bytes.class) {
      @Override
      public void write(Object value, WireWriter writer, LinkEncoder link) {
        writer.bytes((Bytes) value);
      }

      @Override
      public Object read(WireReader reader, LinkDecoder link) {
        return reader.bytes();
      }
    },
    TERM(Term.class) {
      @Override
      public boolean hasTerms() {
        return true;
      }

      @Override
      public void mention(Object value, LinkEncoder link) {
        link.mention((Term) value);
      }

      @Override
      public void write(Object value, WireWriter writer, LinkEncoder link) {
        link.writeTerm(writer);
      }

      @Override
      public Object read(WireReader reader, LinkDecoder link) {
        return link.readTerm(reader);
      }
    },
    BINDINGS(Bindings.class) {
      @Override
      public boolean hasTerms() {
        return true;
      }

      @Override
      public void mention(Object value, LinkEncoder link) {
        link.mention((Bindings) value);
      }

      @Override
      public void write(Object value, WireWriter writer, LinkEncoder link) {
        var terms = ((Bindings) value).terms();
        writer.beginList(terms.size());
        for (String name : terms.keySet()) {
          writer.beginPair();
          writer.text(name);
          link.writeTerm(writer);
          writer.endPair();
        }
        writer.endList();
      }

      @Override
      public Object read(WireReader reader, LinkDecoder link) {
        return link.readBindings(reader);
      }
    },
    /// A list of triples, which is bulk and stays ids.
    TRIPLES(List.class) {
      @Override
      public boolean hasTerms() {
        return true;
      }

      @Override
      @SuppressWarnings("unchecked") // only components of type List<Triple> have this shape
      public void mention(Object value, LinkEncoder link) {
        link.mention((List<Triple>) value);
      }

      @Override
      public void write(Object value, WireWriter writer, LinkEncoder link) {
        link.writeTriples(writer);
      }

      @Override
      public Object read(WireReader reader, LinkDecoder link) {
        return link.readTriples(reader);
      }
    },
    /// Rows of terms, which are bulk as well.
    ROWS(List.class) {
      @Override
      public boolean hasTerms() {
        return true;
      }

      @Override
      @SuppressWarnings("unchecked") // only components of type List<List<Term>> have this shape
      public void mention(Object value, LinkEncoder link) {
        link.mentionRows((List<List<Term>>) value);
      }

      @Override
      public void write(Object value, WireWriter writer, LinkEncoder link) {
        link.writeRows(writer);
      }

      @Override
      public Object read(WireReader reader, LinkDecoder link) {
        return link.readRows(reader);
      }
    };

    private final Class<?> type;

    Simple(Class<?> type) {
      this.type = type;
    }

    private static long requireUnsigned(long value) {
      if (value < 0) {
        throw Malformed.unsendable("the number " + value + "; numbers of messages start at 0");
      }
      return value;
    }
  }

  /// A list, of whatever length.
  record Sequence(Shape element) implements Shape {
    @Override
    public boolean hasTerms() {
      return element.hasTerms();
    }

    @Override
    public void mention(Object value, LinkEncoder link) {
      for (Object item : (List<?>) value) {
        element.mention(item, link);
      }
    }

    @Override
    public void write(Object value, WireWriter writer, LinkEncoder link) {
      var items = (List<?>) value;
      writer.beginList(items.size());
      for (Object item : items) {
        element.write(item, writer, link);
      }
      writer.endList();
    }

    @Override
    public Object read(WireReader reader, LinkDecoder link) {
      int count = reader.beginList();
      // Grows with what is read: the count says only what may come.
      List<Object> items = new ArrayList<>();
      for (int i = 0; reader.hasElement(i, count); i++) {
        items.add(element.read(reader, link));
      }
      return Collections.unmodifiableList(items);
    }
  }

  /// A value that may be missing.
  record Maybe(Shape content) implements Shape {
    @Override
    public boolean hasTerms() {
      return content.hasTerms();
    }

    @Override
    public void mention(Object value, LinkEncoder link) {
      ((Optional<?>) value).ifPresent(present -> content.mention(present, link));
    }

    @Override
    public void write(Object value, WireWriter writer, LinkEncoder link) {
      var maybe = (Optional<?>) value;
      if (maybe.isPresent()) {
        writer.some();
        content.write(maybe.get(), writer, link);
      } else {
        writer.none();
      }
    }

    @Override
    public Object read(WireReader reader, LinkDecoder link) {
      return reader.some() ? Optional.of(content.read(reader, link)) : Optional.empty();
    }
  }

  /// The constants of an enumeration; on the wire `Control` for `CONTROL`.
  record Constants(List<Object> constants, Names names) implements Shape {

    static Constants of(Class<?> type) {
      List<Object> constants = List.of(type.getEnumConstants());
      List<String> names =
          constants.stream().map(constant -> capitalized(((Enum<?>) constant).name())).toList();
      return new Constants(constants, new Names(type.getSimpleName(), names));
    }

    /// `NO_CLUSTER` as `NoCluster`.
    private static String capitalized(String name) {
      return Arrays.stream(name.split("_"))
          .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
          .collect(Collectors.joining());
    }

    @Override
    public void write(Object value, WireWriter writer, LinkEncoder link) {
      writer.constant(names, constants.indexOf(value));
    }

    @Override
    public Object read(WireReader reader, LinkDecoder link) {
      return constants.get(reader.constant(names));
    }
  }

  /// A record: its components one after the other, in snake_case where fields have names. If it is
  /// a message that can mention terms, the dictionary is its first field.
  record Fields(
      Names names,
      boolean hasDictionary,
      List<Shape> shapes,
      List<MethodHandle> accessors,
      MethodHandle constructor)
      implements Shape {
    private static final String DICTIONARY = "dictionary";
    private static final MethodType ACCESSOR = MethodType.methodType(Object.class, Object.class);
    private static final MethodType CONSTRUCTOR =
        MethodType.methodType(Object.class, Object[].class);

    /// A record inside a message.
    static Fields of(Class<?> type) {
      return of(type, shapesOf(type), false);
    }

    static Fields ofMessage(Class<?> type) {
      List<Shape> shapes = shapesOf(type);
      return of(type, shapes, shapes.stream().anyMatch(Shape::hasTerms));
    }

    private static List<Shape> shapesOf(Class<?> type) {
      return Arrays.stream(type.getRecordComponents())
          .map(component -> Shape.of(component.getGenericType()))
          .toList();
    }

    private static Fields of(Class<?> type, List<Shape> shapes, boolean hasDictionary) {
      RecordComponent[] components = type.getRecordComponents();
      Stream<String> names = Arrays.stream(components).map(component -> snake(component.getName()));
      List<String> fields =
          (hasDictionary ? Stream.concat(Stream.of(DICTIONARY), names) : names).toList();
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      try {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        List<MethodHandle> accessors = new ArrayList<>();
        for (RecordComponent component : components) {
          accessors.add(lookup.unreflect(component.getAccessor()).asType(ACCESSOR));
        }
        MethodHandle constructor =
            lookup
                .findConstructor(type, MethodType.methodType(void.class, types))
                .asSpreader(Object[].class, types.length)
                .asType(CONSTRUCTOR);
        return new Fields(
            new Names(type.getSimpleName(), fields), hasDictionary, shapes, accessors, constructor);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("the records of messages are public", e);
      }
    }

    private static String snake(String name) {
      return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean hasTerms() {
      return shapes.stream().anyMatch(Shape::hasTerms);
    }

    @Override
    public void mention(Object value, LinkEncoder link) {
      for (int i = 0; i < shapes.size(); i++) {
        if (shapes.get(i).hasTerms()) {
          shapes.get(i).mention(component(value, i), link);
        }
      }
    }

    @Override
    public void write(Object value, WireWriter writer, LinkEncoder link) {
      int first = hasDictionary ? 1 : 0;
      writer.beginRecord(names);
      if (hasDictionary) {
        writer.field(names, 0);
        link.writeDictionary(writer);
      }
      for (int i = 0; i < shapes.size(); i++) {
        writer.field(names, first + i);
        shapes.get(i).write(component(value, i), writer, link);
      }
      writer.endRecord();
    }

    private Object component(Object value, int index) {
      try {
        return accessors.get(index).invokeExact(value);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("accessors of records throw nothing checked", e);
      }
    }

    @Override
    public Object read(WireReader reader, LinkDecoder link) {
      int start = reader.position();
      int first = hasDictionary ? 1 : 0;
      Object[] values = new Object[shapes.size()];
      int seen = 0;
      reader.beginRecord(names);
      for (int field = reader.nextField(names, WireReader.END);
          field != WireReader.END;
          field = reader.nextField(names, field)) {
        seen = reader.seen(names, seen, field);
        if (field >= first) {
          if (hasDictionary && (seen & 1) == 0) {
            throw reader.malformed("'%s' before 'dictionary'".formatted(names.name(field)));
          }
          values[field - first] = shapes.get(field - first).read(reader, link);
        } else {
          link.readDictionary(reader);
        }
      }
      reader.requireAll(names, seen);
      return construct(start, values);
    }

    private Object construct(int start, Object[] values) {
      try {
        return constructor.invokeExact(values);
      } catch (IllegalArgumentException e) {
        throw Malformed.at(start, "no %s: %s".formatted(names.owner(), e.getMessage()), e);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("constructors of records throw nothing checked", e);
      }
    }
  }
}
