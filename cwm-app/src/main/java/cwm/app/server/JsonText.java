package cwm.app.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/// Writes a JSON object as the specification prints its health answer: a line for each key, and for
/// each element of a list; objects in lists in one line.
public final class JsonText implements PrettyPrinter {
  private static final JsonFactory FACTORY = new JsonFactory();

  private int depth;

  private JsonText() {}

  /// Writes what belongs between the braces.
  @FunctionalInterface
  public interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /// The text of an object, with a line end.
  public static String of(Content content) {
    var out = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.setPrettyPrinter(new JsonText());
      json.writeStartObject();
      content.writeTo(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.append('\n').toString();
  }

  private void separate(boolean isByLines, JsonGenerator json) throws IOException {
    json.writeRaw(isByLines ? ",\n" + "  ".repeat(depth) : ", ");
  }

  private void startLine(JsonGenerator json) throws IOException {
    json.writeRaw("\n" + "  ".repeat(depth));
  }

  private void begin(char bracket, JsonGenerator json) throws IOException {
    json.writeRaw(bracket);
    depth++;
  }

  private void end(char bracket, boolean isByLines, JsonGenerator json) throws IOException {
    depth--;
    if (isByLines) {
      startLine(json);
    }
    json.writeRaw(bracket);
  }

  private boolean hasObjectByLines() {
    return depth == 1;
  }

  private boolean hasListByLines() {
    return depth == 2;
  }

  @Override
  public void writeRootValueSeparator(JsonGenerator json) throws IOException {
    json.writeRaw('\n');
  }

  @Override
  public void writeStartObject(JsonGenerator json) throws IOException {
    begin('{', json);
  }

  @Override
  public void beforeObjectEntries(JsonGenerator json) throws IOException {
    if (hasObjectByLines()) {
      startLine(json);
    }
  }

  @Override
  public void writeObjectFieldValueSeparator(JsonGenerator json) throws IOException {
    json.writeRaw(": ");
  }

  @Override
  public void writeObjectEntrySeparator(JsonGenerator json) throws IOException {
    separate(hasObjectByLines(), json);
  }

  @Override
  public void writeEndObject(JsonGenerator json, int entryCount) throws IOException {
    end('}', hasObjectByLines() && entryCount > 0, json);
  }

  @Override
  public void writeStartArray(JsonGenerator json) throws IOException {
    begin('[', json);
  }

  @Override
  public void beforeArrayValues(JsonGenerator json) throws IOException {
    if (hasListByLines()) {
      startLine(json);
    }
  }

  @Override
  public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
    separate(hasListByLines(), json);
  }

  @Override
  public void writeEndArray(JsonGenerator json, int valueCount) throws IOException {
    end(']', hasListByLines() && valueCount > 0, json);
  }
}
