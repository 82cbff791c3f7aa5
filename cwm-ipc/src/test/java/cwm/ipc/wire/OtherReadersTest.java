package cwm.ipc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import cwm.ipc.message.IpcMessage;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.testing.RandomSeeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;

/// What we write is what the formats' own libraries read, and both formats say the same.
class OtherReadersTest {

  @RandomSeeds(20)
  void jsonAndMessagePackHoldTheSameValues(long seed) throws IOException {
    var jsonPeers = new Peers(SerializationFormat.JSON, 1_000);
    var msgpackPeers = new Peers(SerializationFormat.MSGPACK, 1_000);
    // Batches of neither sender's dictionary, so that terms have the same ids in both.
    var messages = new RandomMessages(seed, new TermDictionary());
    for (int i = 0; i < 40; i++) {
      IpcMessage message = messages.any();
      List<String> json = jsonValues(jsonPeers.encode(message));
      List<String> msgpack = new ArrayList<>();
      try (MessageUnpacker unpacker =
          MessagePack.newDefaultUnpacker(msgpackPeers.encode(message))) {
        collect(unpacker.unpackValue(), msgpack);
        assertThat(unpacker.hasNext()).isFalse();
      }
      assertThat(msgpack).isEqualTo(json);
    }
  }

  /// Strings, numbers and the rest in the order of the text, but for names of fields, which
  /// MessagePack leaves out.
  private static List<String> jsonValues(byte[] bytes) throws IOException {
    List<String> values = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(bytes)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          // Variants are in upper case, fields in lower case.
          if (Character.isUpperCase(parser.currentName().charAt(0))) {
            values.add(parser.currentName());
          }
        } else if (token.isScalarValue()) {
          values.add(parser.getText());
        }
      }
    }
    return values;
  }

  private static void collect(Value value, List<String> values) {
    switch (value.getValueType()) {
      case NIL -> values.add("null");
      case BOOLEAN -> values.add(String.valueOf(value.asBooleanValue().getBoolean()));
      case INTEGER -> values.add(value.asIntegerValue().toString());
      case STRING -> values.add(value.asStringValue().asString());
      case BINARY ->
          values.add(Base64.getEncoder().encodeToString(value.asBinaryValue().asByteArray()));
      case ARRAY -> value.asArrayValue().forEach(item -> collect(item, values));
      case MAP ->
          value
              .asMapValue()
              .entrySet()
              .forEach(
                  entry -> {
                    collect(entry.getKey(), values);
                    collect(entry.getValue(), values);
                  });
      case FLOAT, EXTENSION -> throw new AssertionError(value);
    }
  }
}
