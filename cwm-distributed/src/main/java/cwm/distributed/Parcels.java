package cwm.distributed;

import cwm.ipc.IpcException;
import cwm.ipc.message.Bindings;
import cwm.ipc.message.Bytes;
import cwm.ipc.message.DataPurpose;
import cwm.ipc.message.InferenceStep;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.InferenceRequest;
import cwm.ipc.message.IpcMessage.InferenceResult;
import cwm.ipc.message.IpcMessage.PlacementData;
import cwm.ipc.message.IpcMessage.TripleData;
import cwm.ipc.message.RowBatch;
import cwm.ipc.message.TripleBatch;
import cwm.rdf.store.RowList;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.reasoner.engine.FactColumns;
import cwm.reasoner.engine.Shipment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What workers send one another as messages, and back.
final class Parcels {
  /// In place of slots, where rows have none and only their number counts.
  private static final String NO_SLOT = "-";

  private Parcels() {}

  /// @param sender the node that sends it
  /// @param meeting the one that comes next
  static IpcMessage message(
      Shipment shipment, TermDictionary dictionary, String sender, String job, long meeting) {
    return switch (shipment) {
      case Shipment.Rows rows -> request(rows, dictionary, job, meeting);
      case Shipment.Concluded(var facts, int stratum, int worker) ->
          new InferenceResult("", triples(facts.get(), dictionary), stratum, job, meeting, worker);
      case Shipment.Mirrored(var facts) ->
          new TripleData(
              TripleBatch.of(facts.get(), dictionary), sender, DataPurpose.MIRROR, job, meeting);
      case Shipment.Asserted(var facts) ->
          new TripleData(
              TripleBatch.of(facts.get(), dictionary), sender, DataPurpose.LOAD, job, meeting);
      case Shipment.Ordered(_, var facts) ->
          new TripleData(
              TripleBatch.of(facts.get(), dictionary), sender, DataPurpose.ORDER, job, meeting);
      case Shipment.Numbers(var numbers) -> {
        var bytes = ByteBuffer.allocate(Long.BYTES * numbers.get().length);
        bytes.asLongBuffer().put(numbers.get());
        yield new PlacementData(Bytes.copyOf(bytes.array()), job, meeting);
      }
    };
  }

  static Shipment.Numbers numbers(PlacementData data) {
    ByteBuffer bytes = ByteBuffer.wrap(data.numbers().toArray());
    if (bytes.capacity() % Long.BYTES != 0) {
      throw new IpcException(
          IpcException.Code.MALFORMED, "%d bytes of numbers".formatted(bytes.capacity()));
    }
    long[] numbers = new long[bytes.capacity() / Long.BYTES];
    bytes.asLongBuffer().get(numbers);
    return new Shipment.Numbers(() -> numbers);
  }

  // ---------------------------------------------------------------- rows

  private static InferenceRequest request(
      Shipment.Rows sent, TermDictionary dictionary, String job, long meeting) {
    RowList rows = sent.rows().get();
    int filler = dictionary.intern(ListTerm.EMPTY);
    int width = Math.max(1, rows.width());
    int[] values = new int[rows.count() * width];
    Arrays.fill(values, filler);
    for (int row = 0; row < rows.count(); row++) {
      for (int place = 0; place < rows.width(); place++) {
        values[row * width + place] = rows.value(row, place);
      }
    }
    Map<String, Term> first = new LinkedHashMap<>();
    for (int place = 0; place < width; place++) {
      String name = rows.width() == 0 ? NO_SLOT : Integer.toString(place);
      first.put(name, dictionary.term(values[place]));
    }
    return new InferenceRequest(
        Integer.toString(sent.rule()),
        new Bindings(first),
        new RowBatch(
            dictionary, Arrays.copyOfRange(values, width, values.length), width, rows.count() - 1),
        new InferenceStep(sent.body(), sent.match() + 1, sent.order(), sent.step()),
        job,
        meeting,
        sent.worker());
  }

  static Shipment.Rows rows(InferenceRequest request, TermDictionary dictionary) {
    Map<String, Term> bindings = request.bindings().terms();
    int[] first = bindings.values().stream().mapToInt(dictionary::intern).toArray();
    RowBatch rest = RowBatch.of(request.rows(), dictionary);
    if (first.length == 0 || (rest.size() > 0 && rest.width() != first.length)) {
      throw new IpcException(
          IpcException.Code.MALFORMED,
          "rows of %d values behind bindings of %d".formatted(rest.width(), first.length));
    }
    int width = bindings.containsKey(NO_SLOT) ? 0 : first.length;
    var rows = new RowList(width);
    rows.add(Arrays.copyOf(first, width));
    int[] row = new int[width];
    for (int i = 0; i < rest.size(); i++) {
      for (int place = 0; place < width; place++) {
        row[place] = rest.value(i, place);
      }
      rows.add(row);
    }
    InferenceStep step = request.step();
    return new Shipment.Rows(
        ruleNumber(request.ruleId()),
        step.body(),
        step.match() - 1,
        step.order(),
        step.step(),
        request.worker(),
        width,
        () -> rows);
  }

  private static int ruleNumber(String ruleId) {
    try {
      return Integer.parseInt(ruleId);
    } catch (NumberFormatException e) {
      throw new IpcException(
          IpcException.Code.MALFORMED, "'%s' is no number of a rule".formatted(ruleId), e);
    }
  }

  // ---------------------------------------------------------------- facts

  private static TripleBatch triples(FactColumns facts, TermDictionary dictionary) {
    int count = facts.count();
    int[] predicates = new int[count];
    Arrays.fill(predicates, facts.predicate());
    int[] subjects = new int[count];
    int[] objects = new int[count];
    for (int i = 0; i < count; i++) {
      subjects[i] = facts.subject(i);
      objects[i] = facts.object(i);
    }
    return new TripleBatch(dictionary, subjects, predicates, objects, count);
  }

  /// The conclusions, predicate by predicate.
  static List<Shipment.Concluded> concluded(InferenceResult result, TermDictionary dictionary) {
    TripleBatch batch = TripleBatch.of(result.derived(), dictionary);
    Map<Integer, FactColumns> byPredicate = new LinkedHashMap<>();
    for (int row = 0; row < batch.size(); row++) {
      byPredicate
          .computeIfAbsent(batch.predicate(row), FactColumns::new)
          .add(batch.subject(row), batch.object(row));
    }
    List<Shipment.Concluded> concluded = new ArrayList<>();
    byPredicate
        .values()
        .forEach(
            facts ->
                concluded.add(
                    new Shipment.Concluded(() -> facts, result.stratum(), result.worker())));
    return concluded;
  }

  /// Triples as ids.
  static TripleList facts(List<Triple> triples, TermDictionary dictionary) {
    TripleBatch batch = TripleBatch.of(triples, dictionary);
    int[] ids = new int[3 * batch.size()];
    batch.copyRows(0, batch.size(), ids);
    return TripleList.of(ids);
  }

  static Shipment facts(TripleData data, TermDictionary dictionary) {
    TripleList facts = facts(data.triples(), dictionary);
    return switch (data.purpose()) {
      case LOAD -> new Shipment.Asserted(() -> facts);
      case MIRROR -> new Shipment.Mirrored(() -> facts);
      case ORDER -> new Shipment.Ordered(data.source(), () -> facts);
    };
  }
}
