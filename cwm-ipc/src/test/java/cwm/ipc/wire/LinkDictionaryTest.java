package cwm.ipc.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.ipc.IpcException;
import cwm.ipc.IpcException.Code;
import cwm.ipc.message.Bindings;
import cwm.ipc.message.InferenceStep;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.InferenceRequest;
import cwm.ipc.message.IpcMessage.Ping;
import cwm.ipc.message.IpcMessage.Query;
import cwm.ipc.message.IpcMessage.QueryResponse;
import cwm.ipc.message.IpcMessage.TripleData;
import cwm.ipc.message.Pattern;
import cwm.ipc.message.RowBatch;
import cwm.ipc.message.TripleBatch;
import cwm.rdf.n3.DeepStack;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What crosses once, what crosses again, and what ends a connection.
class LinkDictionaryTest {
  private static final Term A = new Iri("urn:a");
  private static final Term P = new Iri("urn:p");
  private static final Bindings NONE = new Bindings(Map.of());
  private static final int PLENTY = 1_000;
  private static final long SHALLOW_STACK_BYTES = 200 << 10;

  @Test
  void aTermCrossesOnce() {
    var peers = new Peers(SerializationFormat.JSON, PLENTY);
    assertThat(json(peers, aPA()))
        .contains("\"reset\":false", "\"urn:a\"", "\"urn:p\"", "\"triples\":[[4,5,4]]");
    assertThat(json(peers, aPA()))
        .isEqualTo(
            """
            {"TripleData":{"dictionary":{"reset":false,"terms":[]},"triples":[[4,5,4]],\
            "source":"s","purpose":"Load","job":"","meeting":0}}\
            """);
  }

  @Test
  void theCapIsReachedWithoutAReset() {
    var peers = new Peers(SerializationFormat.JSON, 3);
    assertThat(json(peers, iris(0, 2))).contains("\"reset\":false");
    assertThat(json(peers, iris(2, 3))).contains("\"reset\":false");
    assertThat(json(peers, iris(0, 3))).contains("\"reset\":false,\"terms\":[]");
  }

  @Test
  void beyondTheCapTheSenderStartsAgain() {
    var peers = new Peers(SerializationFormat.JSON, 3);
    json(peers, iris(0, 3));
    // What the message mentions is defined anew, although two of the three were known.
    assertThat(json(peers, iris(1, 4)))
        .contains("\"reset\":true")
        .contains("urn:1", "urn:2", "urn:3")
        .doesNotContain("urn:0");
    assertThat(json(peers, iris(1, 4))).contains("\"reset\":false,\"terms\":[]");
    assertThat(json(peers, iris(0, 1))).contains("\"reset\":true").contains("urn:0");
  }

  @ParameterizedTest
  @EnumSource
  void aMessageMayDefineMoreThanTheCapBehindAReset(SerializationFormat format) {
    var peers = new Peers(format, 2);
    for (int i = 0; i < 3; i++) {
      IpcMessage large = iris(0, 5_000);
      assertThat(peers.send(large)).isEqualTo(large);
      IpcMessage known = iris(17, 19);
      assertThat(peers.send(known)).isEqualTo(known);
      IpcMessage small = iris(10_000, 10_001);
      assertThat(peers.send(small)).isEqualTo(small);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBatchOfAnotherDictionaryIsTranslated(SerializationFormat format) {
    var foreign = new TermDictionary();
    foreign.internString("shifts all ids");
    var peers = new Peers(format, PLENTY);
    var message = new TripleData(TripleBatch.of(List.of(new Triple(A, P, A)), foreign), "s");
    assertThat(peers.send(message)).isEqualTo(aPA());
  }

  @ParameterizedTest
  @EnumSource
  void nilIsTheEmptyList(SerializationFormat format) {
    var peers = new Peers(format, PLENTY);
    var typed = Literal.of("x", Rdf.NIL);
    IpcMessage arrived = peers.send(new Query("q", new Pattern(Rdf.NIL, P, typed), "s"));
    assertThat(arrived).isEqualTo(new Query("q", new Pattern(ListTerm.EMPTY, P, typed), "s"));
  }

  @ParameterizedTest
  @EnumSource
  void nestingUpToTheLimitArrives(SerializationFormat format) {
    for (Term deepest : deepTerms()) {
      var peers = new Peers(format, 10 * TermDictionary.DEPTH_MAX);
      var triples = new TripleData(List.of(new Triple(deepest, P, A)), "s");
      var received = (TripleData) peers.send(triples);
      int id = ((TripleBatch) received.triples()).subject(0);
      assertThat(id)
          .isEqualTo(
              DeepStack.call(
                  TermDictionary.DEPTH_MAX, () -> peers.receiversDictionary.find(deepest)));
      var query = (Query) peers.send(query(deepest));
      assertThat(query.pattern().subject().depth()).isEqualTo(TermDictionary.DEPTH_MAX);
    }
  }

  /// As a transport's thread may have it: the work that recurses is done elsewhere.
  @ParameterizedTest
  @EnumSource
  void deepTermsNeedNoDeepStackOfTheCaller(SerializationFormat format) throws Exception {
    for (Term deepest : deepTerms()) {
      var peers = new Peers(format, 10 * TermDictionary.DEPTH_MAX);
      var batch =
          DeepStack.call(TermDictionary.DEPTH_MAX, () -> batch(deepest, peers.sendersDictionary));
      var task = new FutureTask<>(() -> peers.send(new TripleData(batch, "s")));
      new Thread(null, task, "shallow", SHALLOW_STACK_BYTES).start();
      assertThat(task.get()).isInstanceOf(TripleData.class);
    }
  }

  private static TripleBatch batch(Term subject, TermDictionary dictionary) {
    if (subject instanceof Formula formula) {
      // What is in the formula is known as another object, so that the two have to be compared.
      Formula inner = (Formula) formula.statements().getFirst().subject();
      dictionary.intern(Formula.of(inner.statements(), List.of()));
    }
    return TripleBatch.of(List.of(new Triple(subject, P, A)), dictionary);
  }

  /// Lists in lists, triple terms in triple terms, formulas in formulas, and all in turn.
  private static List<Term> deepTerms() {
    Term list = ListTerm.EMPTY;
    Term triple = ListTerm.EMPTY;
    Term formula = ListTerm.EMPTY;
    Term mixed = ListTerm.EMPTY;
    for (int i = 0; i < TermDictionary.DEPTH_MAX - 1; i++) {
      list = ListTerm.of(list);
      triple = new TripleTerm(new Triple(A, P, triple));
      formula = Formula.of(List.of(new Triple(formula, P, A)), List.of());
      mixed =
          switch (i % 3) {
            case 0 -> ListTerm.of(mixed);
            case 1 -> new TripleTerm(new Triple(A, P, mixed));
            default -> Formula.of(List.of(new Triple(mixed, P, BlankNode.of(1))), List.of());
          };
    }
    return List.of(list, triple, formula, mixed);
  }

  @Test
  void termsThatAreLargeOnlyWhenWrittenOutStayIds() {
    var peers = new Peers(SerializationFormat.BINCODE, PLENTY);
    TermDictionary dictionary = peers.sendersDictionary;
    int list = doubled(dictionary, 60);
    int[] column = {list};
    var batch = new TripleBatch(dictionary, column, column, column, 1);
    byte[] bytes = peers.encode(new TripleData(batch, "s"));
    assertThat(bytes).hasSizeLessThan(500);
    var received = (TripleData) peers.decode(bytes);
    assertThat(((TripleBatch) received.triples()).subject(0))
        .isEqualTo(doubled(peers.receiversDictionary, 60));
  }

  @Test
  void termsThatAreTooLargeWhenWrittenOutAreNoObjects() {
    var peers = new Peers(SerializationFormat.BINCODE, PLENTY);
    // 2^22 lists in one place of the pattern fit, in three they do not.
    Term half = peers.sendersDictionary.term(doubled(peers.sendersDictionary, 21));
    assertThat(peers.send(query(half))).isEqualTo(query(half));
    var tooLarge = new Query("q", new Pattern(half, half, half), "s");
    assertFails(() -> peers.encode(tooLarge), Code.TOO_LARGE, "more than 8,388,608 parts");
    // The other side has heard nothing of it.
    assertThat(peers.send(aPA())).isEqualTo(aPA());

    var text = new StringBuilder("{\"Query\":{\"dictionary\":{\"reset\":false,\"terms\":[");
    text.append("{\"List\":{\"id\":1,\"members\":[]}}");
    for (int i = 2; i < 60; i++) {
      text.append(",{\"List\":{\"id\":%d,\"members\":[%d,%d]}}".formatted(i, i - 1, i - 1));
    }
    String definitions = text.toString();
    for (String end :
        List.of(
            "]},\"query_id\":\"q\",\"pattern\":{\"subject\":59,\"predicate\":1,\"object\":1},"
                + "\"sender\":\"s\"}}",
            ",{\"Formula\":{\"id\":60,\"statements\":[[1,1,59]],\"bound\":[]}}")) {
      assertFails(
          () ->
              new Peers(SerializationFormat.JSON, PLENTY)
                  .decode((definitions + end).getBytes(UTF_8)),
          Code.MALFORMED,
          "more than 8,388,608 parts");
    }
  }

  /// A list of two equal lists, and so on to `depth`.
  private static int doubled(TermDictionary dictionary, int depth) {
    int list = dictionary.intern(ListTerm.EMPTY);
    for (int i = 0; i < depth; i++) {
      list = dictionary.internList(new int[] {list, list}, 2);
    }
    return list;
  }

  @Test
  void afterAMessageThatCouldNotBeWrittenTheNextOneStartsAgain() {
    var peers = new Peers(SerializationFormat.JSON, PLENTY);
    json(peers, aPA());
    var out = new WireBuffer(0);
    out.put((byte) 7);
    var unsendable = new TripleData(List.of(new Triple(new Iri("urn:b"), P, A)), "\ud800");
    assertFails(() -> peers.encoder.encode(unsendable, out), Code.MALFORMED, "surrogate");
    assertThat(out.size()).isEqualTo(1);
    assertThat(json(peers, aPA())).contains("\"reset\":true").doesNotContain("urn:b");
    assertThat(json(peers, aPA())).contains("\"reset\":false,\"terms\":[]");
  }

  @Test
  void messagesBeyondTheLimitAreRefusedAndTheNextOneArrives() {
    // Seconds for each; the limit is the same code for all.
    List<SerializationFormat> formats =
        Boolean.getBoolean("cwm.soak")
            ? List.of(SerializationFormat.values())
            : List.of(SerializationFormat.BINCODE);
    for (SerializationFormat format : formats) {
      var peers = new Peers(format, PLENTY);
      String large = "x".repeat(MessageEncoder.MESSAGE_BYTES_MAX - 40);
      var fits = new Ping(large.substring(60), 1);
      assertThat(peers.send(fits)).isEqualTo(fits);
      var tooLarge = new TripleData(List.of(new Triple(A, P, Literal.of(large))), "s");
      assertFails(() -> peers.encode(tooLarge), Code.TOO_LARGE, "100,663,296 bytes");
      assertThat(peers.send(aPA())).isEqualTo(aPA());
    }
  }

  @Test
  void negativeNumbersAreNotWritten() {
    for (SerializationFormat format : SerializationFormat.values()) {
      assertFails(
          () -> new Peers(format, PLENTY).encode(new Ping("node-1", -1)),
          Code.MALFORMED,
          "the number -1; numbers of messages start at 0");
    }
  }

  // ---------------------------------------------------------------- rows

  @Test
  void rowsDefineTheirTermsAsTriplesDo() {
    var peers = new Peers(SerializationFormat.JSON, 2);
    assertThat(json(peers, rows(A, P)))
        .contains("\"reset\":false", "\"urn:a\"", "\"urn:p\"")
        .contains("\"rows\":{\"count\":2,\"values\":[4,5]}");
    assertThat(json(peers, rows(P, A)))
        .contains("\"reset\":false,\"terms\":[]", "\"values\":[5,4]");
    assertThat(json(peers, rows(P, new Iri("urn:b"))))
        .contains("\"reset\":true", "urn:p", "urn:b")
        .doesNotContain("urn:a");
  }

  @ParameterizedTest
  @EnumSource
  void manyRowsArriveBehindAReset(SerializationFormat format) {
    var peers = new Peers(format, 2);
    List<List<Term>> many =
        IntStream.range(0, 5_000)
            .mapToObj(i -> List.<Term>of(new Iri("urn:" + i), new Iri("urn:" + i / 7)))
            .toList();
    for (int i = 0; i < 2; i++) {
      assertThat(peers.send(request(NONE, many))).isEqualTo(request(NONE, many));
      assertThat(peers.send(rows(A, P))).isEqualTo(rows(A, P));
    }
  }

  @ParameterizedTest
  @EnumSource
  void rowsOfAnotherDictionaryAreTranslated(SerializationFormat format) {
    var foreign = new TermDictionary();
    foreign.internString("shifts all ids");
    var peers = new Peers(format, PLENTY);
    var message = request(NONE, RowBatch.of(List.of(List.of(A, P)), foreign));
    assertThat(peers.send(message)).isEqualTo(request(NONE, List.of(List.of(A, P))));
  }

  @ParameterizedTest
  @EnumSource
  void noRowsAreNotARowOfNoValues(SerializationFormat format) {
    var peers = new Peers(format, PLENTY);
    assertThat(((InferenceRequest) peers.send(request(NONE, List.of()))).rows()).isEmpty();
    assertThat(((InferenceRequest) peers.send(request(NONE, List.of(List.of())))).rows())
        .containsExactly(List.of());
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerMayHaveSolutionsRowsBothOrNeither(SerializationFormat format) {
    var peers = new Peers(format, 2);
    List<List<Bindings>> results =
        List.of(List.of(), List.of(NONE), List.of(bind(A)), List.of(bind(A), bind(P)));
    List<List<List<Term>>> rows =
        List.of(
            List.of(),
            List.of(List.of()),
            List.of(List.of(P)),
            List.of(List.of(new Iri("urn:b")), List.of(A)));
    for (List<Bindings> some : results) {
      for (List<List<Term>> more : rows) {
        var response = new QueryResponse("q", some, more, 1, 2);
        assertThat(peers.send(response)).isEqualTo(response);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void deepTermsInRowsNeedNoDeepStackOfTheCaller(SerializationFormat format) throws Exception {
    for (Term deepest : deepTerms()) {
      var peers = new Peers(format, 10 * TermDictionary.DEPTH_MAX);
      List<List<Term>> rows = List.of(List.of(deepest, A));
      var batch =
          DeepStack.call(
              TermDictionary.DEPTH_MAX, () -> RowBatch.of(rows, peers.sendersDictionary));
      var task = new FutureTask<>(() -> peers.send(request(NONE, batch)));
      new Thread(null, task, "shallow", SHALLOW_STACK_BYTES).start();
      assertThat(task.get()).isInstanceOf(InferenceRequest.class);
    }
  }

  @Test
  void rowsThatAreNotAlikeAreNotWritten() {
    var peers = new Peers(SerializationFormat.JSON, PLENTY);
    assertFails(
        () -> peers.encode(request(NONE, List.of(List.of(A), List.of(A, P)))),
        Code.MALFORMED,
        "rows of 1 values and of 2");
    assertFails(
        () -> peers.encode(request(NONE, List.of(List.of(), List.of()))),
        Code.MALFORMED,
        "2 rows without values; at most 1");
    // The other side has heard nothing of it.
    assertThat(peers.send(rows(A, P))).isEqualTo(rows(A, P));
  }

  @Test
  void rowsThatDoNotHoldAreRefused() {
    assertThat(decodeRows("{'values':[4,4,4,4],'count':2}")).hasSize(2);
    refuseRows("{'count':3,'values':[4,4,4,4]}", "4 values in 3 rows");
    refuseRows("{'count':0,'values':[4]}", "1 values in 0 rows");
    refuseRows("{'count':2147483647,'values':[4]}", "1 values in 2,147,483,647 rows");
    refuseRows("{'count':2147483647,'values':[]}", "2,147,483,647 rows without values; at most 1");
    refuseRows("{'count':2,'values':[]}", "2 rows without values; at most 1");
    refuseRows("{'count':1,'values':[4,5]}", "value 1 of .* start here is term 5, which was not");
    refuseRows("{'count':1,'values':[0]}", "value 0 of .* start here is term 0, which was not");
    refuseRows("{'count':1}", "no field 'values' of rows");
    refuseRows("{'count':1,'count':1,'values':[4]}", "field 'count' of rows twice");
  }

  private static List<List<Term>> decodeRows(String rows) {
    byte[] bytes =
        ("{'InferenceRequest':{'dictionary':{'reset':false,'terms':[%s]},'rule_id':'',"
                + "'bindings':[],'rows':%s,'step':{'body':0,'match':0,'order':[],'step':0},"
                + "'job':'','meeting':0,'worker':0}}")
            .formatted(iri(4), rows)
            .replace('\'', '"')
            .getBytes(UTF_8);
    return ((InferenceRequest) new Peers(SerializationFormat.JSON, PLENTY).decode(bytes)).rows();
  }

  private static void refuseRows(String rows, String complaint) {
    assertFails(() -> decodeRows(rows), Code.MALFORMED, complaint);
  }

  // ---------------------------------------------------------------- what a receiver refuses

  @Test
  void definitionsThatDoNotHoldAreRefused() {
    refuse("[]", "[[4,4,4]]", "triple 0 of a list that starts here mentions term 4, which was not");
    refuse("[" + iri(4) + "]", "[[4,4,4],[4,4,0]]", "triple 1 .* mentions term 0, which was not");
    refuse("[" + iri(0) + "]", "[]", "a definition of term 0; ids start at 1");
    refuse("[" + iri(4) + "," + iri(4) + "]", "[]", "term 4 is defined twice");
    refuse("[{'List':{'id':5,'members':[5]}}]", "[]", "term 5 was not defined");
    refuse("[{'Triple':{'id':5,'subject':1,'predicate':1,'object':1}}]", "[]", "term 1 was not");
    refuse("[{'Variable':{'id':5,'name':''}}]", "[]", "a variable without a name");
  }

  @Test
  void definitionsOfNoTermsAreRefused() {
    String string = "{'Literal':{'id':5,'lexical':'x','datatype':4,'language':%s}}";
    String langString = iri(4, Rdf.LANG_STRING.value());
    refuse(
        "[" + iri(4) + "," + string.formatted("'en'") + "]", "[]", "with a language and without");
    refuse(
        "[" + langString + "," + string.formatted("null") + "]", "[]", "with a language and wit");
    refuse("[" + langString + "," + string.formatted("''") + "]", "[]", "an empty language");
    refuse(
        "[{'Variable':{'id':4,'name':'x'}}," + string.formatted("null") + "]",
        "[]",
        "whose datatype is no IRI");
    refuse(
        "[" + iri(4) + ",{'Formula':{'id':5,'statements':[],'bound':[4]}}]",
        "[]",
        "binds neither blank node nor variable");
  }

  @Test
  void nestingBeyondTheLimitIsRefused() {
    String empty = "{'List':{'id':1,'members':[]}}";
    String list = "{'List':{'id':%d,'members':[%d]}}";
    String triple = "{'Triple':{'id':%d,'subject':%2$d,'predicate':1,'object':1}}";
    String formula = "{'Formula':{'id':%d,'statements':[[%d,1,1]],'bound':[]}}";
    for (String last : List.of(list, triple, formula)) {
      List<String> definitions = new ArrayList<>(List.of(empty));
      for (int i = 2; i <= TermDictionary.DEPTH_MAX; i++) {
        definitions.add(list.formatted(i, i - 1));
      }
      definitions.add(last.formatted(TermDictionary.DEPTH_MAX + 1, TermDictionary.DEPTH_MAX));
      refuse(definitions.toString(), "[]", "2,001 levels deep; at most 2,000");
    }
  }

  @Test
  void definitionsBeyondTheCapAreRefused() {
    String two = "[" + iri(4) + "," + iri(5) + "]";
    assertFails(
        () -> decode(1, false, two, "[]"),
        Code.MALFORMED,
        "a definition beyond the agreed 1, without a reset");
    assertThat(decode(1, true, two, "[[4,4,5]]")).isInstanceOf(TripleData.class);
  }

  @Test
  void aResetForgets() {
    var decoder = SerializationFormat.JSON.decoder(new TermDictionary(), PLENTY);
    byte[] first = tripleData(false, "[" + iri(4) + "]", "[[4,4,4]]");
    byte[] second = tripleData(true, "[]", "[[4,4,4]]");
    decoder.decode(first, 0, first.length);
    assertFails(
        () -> decoder.decode(second, 0, second.length), Code.MALFORMED, "which was not defined");
  }

  @Test
  void aVariableIsBoundOnce() {
    // InferenceRequest, no reset, one definition (variable 4, "x"), rule "r", x and x.
    byte[] bytes = HexFormat.of().parseHex("0500010304017801720201780401" + "7804");
    assertFails(
        () -> new Peers(SerializationFormat.BINCODE, PLENTY).decode(bytes),
        Code.MALFORMED,
        "'x' is bound twice");
  }

  @Test
  void bindingsKeepTheirOrder() {
    for (SerializationFormat format : SerializationFormat.values()) {
      Map<String, Term> terms = new LinkedHashMap<>();
      IntStream.range(0, 50).forEach(i -> terms.put("v" + (i * 37) % 50, Literal.of(i)));
      var sent = request(new Bindings(terms), List.of());
      var received = (InferenceRequest) new Peers(format, PLENTY).send(sent);
      assertThat(received.bindings().terms().entrySet())
          .containsExactlyElementsOf(terms.entrySet());
    }
  }

  private static void refuse(String definitions, String triples, String complaint) {
    assertFails(
        () -> decode(10 * TermDictionary.DEPTH_MAX, false, definitions, triples),
        Code.MALFORMED,
        complaint);
  }

  private static IpcMessage decode(int cap, boolean reset, String definitions, String triples) {
    byte[] bytes = tripleData(reset, definitions, triples);
    return SerializationFormat.JSON
        .decoder(new TermDictionary(), cap)
        .decode(bytes, 0, bytes.length);
  }

  private static byte[] tripleData(boolean reset, String definitions, String triples) {
    return ("{'TripleData':{'dictionary':{'reset':%s,'terms':%s},'triples':%s,'source':'',"
            + "'purpose':'Load','job':'','meeting':0}}")
        .formatted(reset, definitions, triples)
        .replace('\'', '"')
        .getBytes(UTF_8);
  }

  private static String iri(int id) {
    return iri(id, "urn:" + id);
  }

  private static String iri(int id, String value) {
    return "{'Iri':{'id':%d,'value':'%s'}}".formatted(id, value);
  }

  private static TripleData aPA() {
    return new TripleData(List.of(new Triple(A, P, A)), "s");
  }

  private static InferenceRequest request(Bindings bindings, List<List<Term>> rows) {
    return new InferenceRequest(
        "r", bindings, rows, new InferenceStep(0, 0, List.of(), 0), "j", 0, 0);
  }

  private static Bindings bind(Term term) {
    return new Bindings(Map.of("x", term));
  }

  /// Two rows of one term each.
  private static InferenceRequest rows(Term first, Term second) {
    return request(NONE, List.of(List.of(first), List.of(second)));
  }

  private static Query query(Term term) {
    return new Query("q", new Pattern(term, P, A), "s");
  }

  /// Facts that mention the IRIs `urn:first` to before `urn:end`, and nothing else.
  private static IpcMessage iris(int first, int end) {
    return new TripleData(
        IntStream.range(first, end)
            .mapToObj(i -> new Iri("urn:" + i))
            .map(iri -> new Triple(iri, iri, iri))
            .toList(),
        "s");
  }

  /// The text of a message that arrived.
  private static String json(Peers peers, IpcMessage message) {
    byte[] bytes = peers.encode(message);
    assertThat(peers.decode(bytes)).isEqualTo(message);
    return new String(bytes, UTF_8);
  }

  private static void assertFails(Runnable work, Code code, String complaint) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(IpcException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageMatching("(?s).*" + complaint.replace("(", "\\(") + ".*");
  }
}
