package cwm.ipc.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.ipc.IpcException;
import cwm.ipc.message.Bytes;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.LeaveNotification;
import cwm.ipc.message.IpcMessage.PartitionsReply;
import cwm.ipc.message.IpcMessage.PartitionsRequest;
import cwm.ipc.message.IpcMessage.Ping;
import cwm.ipc.message.IpcMessage.Proof;
import cwm.ipc.message.IpcMessage.StartElectionReply;
import cwm.ipc.message.PartitionOwner;
import cwm.ipc.message.RaftCall;
import cwm.rdf.store.TermDictionary;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Each way in which bytes can be no message, in each format: the complaint says what and where.
class StrictDecodersTest {

  // ---------------------------------------------------------------- JSON

  @Test
  void jsonMayHaveSpaceAndAnyOrderOfFields() {
    assertThat(json(" {\n\"Ping\" : { \"timestamp\" : 5 , \"sender\" : \"\\u0061\" } }\r\n"))
        .isEqualTo(new Ping("a", 5));
  }

  @Test
  void jsonThatIsNoMessageIsRefused() {
    refuseJson("", "byte 0: the message ends too early");
    refuseJson("[]", "byte 0: an array instead of an object with the variant of a message");
    refuseJson("{}", "byte 1: no variant of a message");
    refuseJson("{'Pang':{}}", "byte 1: unknown variant 'Pang' of a message");
    refuseJson("{'Ping':5}", "byte 8: a number instead of an object with the fields of Ping");
    refuseJson("{'Ping':{'sender':'a','timestamp':1}", "byte 36");
    refuseJson(
        "{'Ping':{'sender':'a','timestamp':1},'Ping':{}}", "byte 37: a field instead of the");
    refuseJson("{'Ping':{'sender':'a','timestamp':1}}{", "byte 37: something follows the message");
    refuseJson("{'Ping':{'sender':'a','timestamp':1}} x", "byte 3[89]");
  }

  @Test
  void jsonWithOtherFieldsIsRefused() {
    refuseJson("{'Ping':{'sender':'a'}}", "byte 21: no field 'timestamp' of Ping");
    refuseJson("{'Ping':{'timestamp':1}}", "byte 22: no field 'sender' of Ping");
    refuseJson("{'Ping':{'sender':'a','sender':'a'}}", "byte 31: field 'sender' of Ping twice");
    refuseJson("{'Ping':{'size':1}}", "byte 9: unknown field 'size' of Ping");
    refuseJson("{'Ping':{'se" + "x".repeat(100) + "':1}}", "byte");
    refuseJson(
        "{'TripleData':{'source':'','dictionary':{'reset':false,'terms':[]},'triples':[]}}",
        "byte 24: 'source' before 'dictionary'");
    refuseJson(
        "{'TripleData':{'dictionary':{'terms':[],'reset':false},'source':'','triples':[]}}",
        "byte 37: 'terms' before 'reset'");
  }

  @Test
  void jsonWithOtherTypesIsRefused() {
    String ping = "{'Ping':{'sender':%s,'timestamp':%s}}";
    refuseJson(ping.formatted("1", "1"), "byte 18: a number instead of a string");
    refuseJson(ping.formatted("null", "1"), "byte 18: null instead of a string");
    refuseJson(ping.formatted("'a'", "'1'"), "byte 34: a string instead of a number");
    refuseJson(ping.formatted("'a'", "1.0"), "byte 34: a number that is no integer");
    refuseJson(ping.formatted("'a'", "1e3"), "byte 34: a number that is no integer");
    refuseJson(ping.formatted("'a'", "-1"), "byte 34: a negative number");
    refuseJson(ping.formatted("'a'", "9223372036854775808"), "byte 34: .* at most 2\\^63 - 1");
    refuseJson(ping.formatted("'a'", "18446744073709551616"), "byte 34: .* more than 64 bits");
    refuseJson(ping.formatted("'a'", "1" + "0".repeat(30)), "byte");
    refuseJson(ping.formatted("'a'", "01"), "byte");
    refuseJson(
        "{'VoteResponse':{'term':1,'granted':1}}", "byte 36: a number instead of true or false");
    refuseJson("{'Proof':{'proof':'AAA'}}", "byte 18: .* no multiple of 4");
    refuseJson("{'Proof':{'proof':'A!!='}}", "byte 18: a string that is not base64");
    refuseJson(
        "{'JoinResponse':{'accepted':true,'members':'a'}}", "byte 43: a string instead of an a");
    refuseJson(
        "{'Refused':{'code':'','reason':'','retry_after_millis':'1'}}", "a string instead of a n");
  }

  @Test
  void jsonTriplesAreArraysOfThree() {
    String data =
        "{'TripleData':{'dictionary':{'reset':false,'terms':[{'Iri':{'id':1,'value':'a'}}]},"
            + "'triples':%s,'source':'','purpose':'Load','job':'','meeting':0}}";
    assertThat(json(data.formatted("[[1,1,1]]"))).isInstanceOf(IpcMessage.TripleData.class);
    refuseJson(data.formatted("[[1,1]]"), "the end of an array instead of a number");
    refuseJson(data.formatted("[[1,1,1,1]]"), "a number after the three numbers of a triple");
    refuseJson(data.formatted("[[1,1,'1']]"), "a string instead of a number");
    refuseJson(data.formatted("[[1,1,-1]]"), "a negative number");
    refuseJson(data.formatted("[[1,1,2147483648]]"), "byte");
    refuseJson(data.formatted("[1]"), "a number instead of a triple, which is an array of three");
    refuseJson(data.formatted("[[1,1,1]"), "byte");
  }

  @Test
  void jsonThatIsNotUtf8IsRefused() {
    byte[] bytes = "{\"LeaveNotification\":{\"node_id\":\"a?\"}}".getBytes(UTF_8);
    bytes[34] = (byte) 0xff;
    refuse(SerializationFormat.JSON, bytes, "byte 34: a text that is not UTF-8");
    refuseJson("{'LeaveNotification':{'node_id':'\\ud800'}}", "byte 32: .* unpaired surrogate");
    refuseJson("{'LeaveNotification':{'node_id':'\\udc00\\ud800'}}", "byte 32: .* unpaired surr");
    refuseJson(
        "{'Query':{'dictionary':{'reset':true,'terms':[{'Iri':{'id':1,'value':'\\ud800x'}}]}}}",
        "byte 69: .* unpaired surrogate");
    assertThat(json("{'LeaveNotification':{'node_id':'\\ud835\\udcb3'}}"))
        .isEqualTo(new LeaveNotification("𝒳"));
    refuseJson("{'LeaveNotification':{'node_id':'a\nb'}}", "byte");
    refuseJson("{'LeaveNotification':{'node_id':'\\x'}}", "byte");
  }

  @Test
  void jsonInOtherEncodingsIsRefused() {
    String text = "{\"Proof\":{\"proof\":\"\"}}";
    for (var charset :
        List.of(
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE,
            StandardCharsets.UTF_32LE,
            StandardCharsets.UTF_32BE)) {
      refuse(SerializationFormat.JSON, text.getBytes(charset), "a character that JSON cannot");
    }
    refuse(SerializationFormat.JSON, ("\uFEFF" + text).getBytes(UTF_8), "byte 0");
  }

  @Test
  void jsonMayNotNest() {
    refuseJson("[".repeat(1_000_000), "byte");
    refuseJson("{'Ping':".repeat(1_000_000), "byte");
  }

  // ---------------------------------------------------------------- MessagePack

  @Test
  void msgpackInOtherWidthsIsTaken() {
    assertThat(msgpack("81 a4 50696e67 92 a161 05")).isEqualTo(new Ping("a", 5));
    assertThat(msgpack("81 a4 50696e67 dc0002 d90161 cc05")).isEqualTo(new Ping("a", 5));
    assertThat(msgpack("81 d904 50696e67 dd00000002 da000161 d3 0000000000000005"))
        .isEqualTo(new Ping("a", 5));
    assertThat(msgpack("81 a4 50696e67 92 db0000000161 cf 7fffffffffffffff"))
        .isEqualTo(new Ping("a", Long.MAX_VALUE));
  }

  @Test
  void msgpackThatIsNoMessageIsRefused() {
    refuseMsgpack("", "byte 0: the message ends too early");
    refuseMsgpack("80", "byte 0: 0x80 instead of a map of one entry");
    refuseMsgpack("92", "byte 0: 0x92 instead of a map of one entry");
    refuseMsgpack("81 a4 50616e67 92 a161 05", "byte 1: unknown variant 'Pang' of a message");
    refuseMsgpack("81 05", "byte 1: 0x05 instead of a text");
    refuseMsgpack("81 a4 50696e67 05", "byte 6: 0x05 instead of an array for fields of Ping");
    refuseMsgpack("81 a4 50696e67 91 a161", "byte 6: 1 fields of Ping, which has 2");
    refuseMsgpack("81 a4 50696e67 93 a161 05 05", "byte 6: 3 fields of Ping, which has 2");
    refuseMsgpack("81 a4 50696e67 92 a161 05 00", "byte 10: 1 bytes follow the message");
  }

  @Test
  void msgpackWithOtherTypesIsRefused() {
    refuseMsgpack("81 a4 50696e67 92 05 05", "byte 7: 0x05 instead of a text");
    refuseMsgpack("81 a4 50696e67 92 c40161 05", "byte 7: 0xc4 instead of a text");
    refuseMsgpack("81 a4 50696e67 92 a161 a161", "byte 9: 0xa1 instead of a number");
    refuseMsgpack("81 a4 50696e67 92 a161 ff", "byte 9: a negative number");
    refuseMsgpack("81 a4 50696e67 92 a161 d0ff", "byte 9: a negative number");
    refuseMsgpack("81 a4 50696e67 92 a161 cb0000000000000000", "byte 9: 0xcb instead of a number");
    refuseMsgpack("81 a4 50696e67 92 a161 cf ffffffffffffffff", "byte 9: .* at most 2\\^63 - 1");
    refuseMsgpack("81 a4 50696e67 92 a161 cd01", "the message ends in the middle of a number");
    refuseMsgpack(
        "81 ac 566f7465526573706f6e7365 96 05 01 c2 00 00 94 a0 a0 a0 00",
        "byte 16: 0x01 instead of true or false");
    refuseMsgpack("81 a5 50726f6f66 91 a100", "byte 8: 0xa1 instead of a run of bytes");
    refuseMsgpack("81 a4 50696e67 92 a1ff 05", "byte 8: a text that is not UTF-8");
  }

  @Test
  void msgpackLengthsBeyondTheEndAreRefused() {
    refuseMsgpack("81 a4 50696e67 92 a361 05", "a text of length 3, but .* only 2 bytes left");
    refuseMsgpack("81 a4 50696e67 92 dbffffffff 05", "a text of length 4294967295, but");
    refuseMsgpack("81 a4 50696e67 ddffffffff 05", "fields of Ping of length 4294967295");
    refuseMsgpack("81 a5 50726f6f66 91 c6ffffffff", "a run of bytes of length 4294967295");
  }

  // ---------------------------------------------------------------- bincode

  @Test
  void bincodeInOtherWidthsIsTaken() {
    assertThat(bincode("00 01 61 05")).isEqualTo(new Ping("a", 5));
    assertThat(bincode("fb0000 fc01000000 61 fd0500000000000000")).isEqualTo(new Ping("a", 5));
    assertThat(bincode("1d 01 00 00 00 05"))
        .isEqualTo(new StartElectionReply(true, new RaftCall("", "", "", 5)));
    assertThat(bincode("18 00")).isEqualTo(new Proof(Bytes.EMPTY));
  }

  @Test
  void bincodeThatIsNoMessageIsRefused() {
    refuseBincode("", "byte 0: the message ends too early");
    refuseBincode("31", "byte 0: unknown variant 49 of a message; there are 49");
    refuseBincode("fdffffffffffffffff", "byte 0: unknown variant 18446744073709551615 of");
    refuseBincode("fe", "byte 0: a number of more than 64 bits");
    refuseBincode("00 01 61", "byte 3: the message ends too early");
    refuseBincode("00 01 61 fb05", "byte 4: the message ends in the middle of a number");
    refuseBincode("00 01 61 05 00", "byte 4: 1 bytes follow the message");
    refuseBincode("00 01 ff 05", "byte 2: a text that is not UTF-8");
    refuseBincode("00 01 61 fd0000000000000080", "byte 3: .* at most 2\\^63 - 1");
    refuseBincode("0b 01 02", "byte 2: 2 instead of 0 or 1 for true or false");
    refuseBincode("1a 00 00 02", "byte 3: 2 instead of 0 or 1 for whether a value is there");
    refuseBincode("16 01 00 00 00 00 02", "byte 6: unknown variant 2 of Channel; there are 2");
    refuseBincode(
        "03 01 01 00 01 01 61 00 01 01 01 00 00 04 00",
        "byte 13: unknown variant 4 of FactScope; there are 4");
  }

  @Test
  void binaryTriplesOfOtherNumbersAreRefused() {
    // Far from the end and near it, which are read in different ways.
    for (String end : List.of("00000000", "10" + "61".repeat(16) + "000000")) {
      String bincode = "02 01 01 00 01 01 61 01 01 01 %s" + end;
      assertThat(bincode(bincode.formatted("01"))).isInstanceOf(IpcMessage.TripleData.class);
      assertThat(bincode(bincode.formatted("fd0100000000000000"))).isNotNull();
      refuseBincode(bincode.formatted("fcffffffff"), "the number 4294967295; at most 2147483647");
      refuseBincode(bincode.formatted("fd0000000001000000"), "the number 4294967296");
      refuseBincode(bincode.formatted("02"), "triple 0 .* mentions term 2, which was not defined");
    }
    String load = "a4 4c6f6164 a0 00"; // purpose, job, meeting
    for (String end : List.of("a0" + load, "b0" + "61".repeat(16) + load)) {
      String msgpack =
          "81 aa 547269706c6544617461 96 92 c3 91 81a3497269 92 01 a161 91 93 01 01 %s" + end;
      assertThat(msgpack(msgpack.formatted("01"))).isInstanceOf(IpcMessage.TripleData.class);
      assertThat(msgpack(msgpack.formatted("cf0000000000000001"))).isNotNull();
      refuseMsgpack(msgpack.formatted("ceffffffff"), "the number 4294967295; at most 2147483647");
      refuseMsgpack(msgpack.formatted("ff"), "a negative number");
      refuseMsgpack(msgpack.formatted("02"), "triple 0 .* mentions term 2, which was not defined");
    }
    refuseMsgpack(
        "81 aa 547269706c6544617461 96 92 c3 90 91 92 01 01 a0 a4 4c6f6164 a0 00",
        "instead of an array of 3");
  }

  @Test
  void triplesThatEndInTheMiddleOfANumberAreRefused() {
    String bincode = "02 01 01 00 01 01 61 01 01 01 ";
    refuseBincode(bincode + "fb", "ends in the middle of a number");
    refuseBincode(bincode + "fb01", "ends in the middle of a number");
    refuseBincode(bincode + "fc010000", "ends in the middle of a number");
    String msgpack = "81 aa 547269706c6544617461 96 92 c3 91 81a3497269 92 01 a161 91 93 01 01 ";
    refuseMsgpack(msgpack + "cc", "ends in the middle of a number");
    refuseMsgpack(msgpack + "cd01", "ends in the middle of a number");
    refuseMsgpack(msgpack + "ce010000", "ends in the middle of a number");
  }

  @Test
  void bincodeLengthsBeyondTheEndAreRefused() {
    refuseBincode("00 03 61 05", "a text of length 3, but the message has only 2 bytes left");
    refuseBincode("00 fcffffffff 05", "a text of length 4294967295, but");
    refuseBincode("00 fdffffffffffffffff 05", "a text of length 18446744073709551615, but");
    refuseBincode("18 fdffffff7f00000000", "a run of bytes of length 2147483647");
    refuseBincode("08 01 fcffffff7f 00", "a list of length 2147483647");
    refuseBincode("02 00 00 04 00 00 00 00 00 00 00 00 00 00", "a list of triples of length 4");
  }

  // ---------------------------------------------------------------- all formats

  @Test
  void messagesWithoutFieldsHaveNone() {
    assertThat(json("{'PartitionsRequest':{}}")).isEqualTo(new PartitionsRequest());
    refuseJson("{'PartitionsRequest':{'epoch':1}}", "byte 22: unknown field 'epoch' of Part");
    refuseJson("{'PartitionsRequest':null}", "byte 21: null instead of an object");
    String name = "81 b1 506172746974696f6e7352657175657374 ";
    assertThat(msgpack(name + "90")).isEqualTo(new PartitionsRequest());
    refuseMsgpack(name + "91 00", "byte 19: 1 fields of PartitionsRequest, which has 0");
    refuseMsgpack(name + "c0", "byte 19: 0xc0 instead of an array for fields of Part");
    assertThat(bincode("26")).isEqualTo(new PartitionsRequest());
    refuseBincode("26 00", "byte 1: 1 bytes follow the message");
  }

  @Test
  void whatAListHoldsIsCheckedAsWell() {
    String json =
        "{'PartitionsReply':{'node_id':'','strategy':'','epoch':0,'version':0,'complete':false,"
            + "'job':'','owners':[{'node_id':'','address':'','worker_count':%s,"
            + "'partitions':[%s]}]}}";
    assertThat(json(json.formatted("1", "7"))).isEqualTo(owner(1, 7));
    refuseJson(json.formatted("1", "null"), "null instead of a number");
    refuseJson(json.formatted("1", "-1"), "a negative number");
    refuseJson(json.formatted("2147483648", ""), "byte");
    String msgpack = "81 af 506172746974696f6e735265706c79 97 a0 a0 00 00 c2 a0 91 94 a0 a0 ";
    assertThat(msgpack(msgpack + "01 91 07")).isEqualTo(owner(1, 7));
    refuseMsgpack(msgpack + "01 91 c0", "byte 30: 0xc0 instead of a number");
    refuseMsgpack(msgpack + "01 91 ff", "byte 30: a negative number");
    refuseMsgpack(msgpack + "ce80000000 90", "the number 2147483648; at most 2147483647");
    refuseMsgpack(msgpack + "01 ddffffffff", "a list of length 4294967295, but");
    String bincode = "27 00 00 00 00 00 00 01 00 00 ";
    assertThat(bincode(bincode + "01 01 07")).isEqualTo(owner(1, 7));
    refuseBincode(bincode + "fc00000080 00", "the number 2147483648; at most 2147483647");
    refuseBincode(bincode + "01 fcffffffff", "a list of length 4294967295, but");
  }

  private static PartitionsReply owner(int workerCount, int partition) {
    var owner = new PartitionOwner("", "", workerCount, List.of(partition));
    return new PartitionsReply("", "", 0, 0, false, "", List.of(owner));
  }

  // ---------------------------------------------------------------- helpers

  private static IpcMessage json(String text) {
    return decode(SerializationFormat.JSON, text.replace('\'', '"').getBytes(UTF_8));
  }

  private static IpcMessage msgpack(String hex) {
    return decode(SerializationFormat.MSGPACK, bytes(hex));
  }

  private static IpcMessage bincode(String hex) {
    return decode(SerializationFormat.BINCODE, bytes(hex));
  }

  private static void refuseJson(String text, String complaint) {
    refuse(SerializationFormat.JSON, text.replace('\'', '"').getBytes(UTF_8), complaint);
  }

  private static void refuseMsgpack(String hex, String complaint) {
    refuse(SerializationFormat.MSGPACK, bytes(hex), complaint);
  }

  private static void refuseBincode(String hex, String complaint) {
    refuse(SerializationFormat.BINCODE, bytes(hex), complaint);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /// Decodes bytes that do not start where their array does, so that positions are the message's.
  private static IpcMessage decode(SerializationFormat format, byte[] bytes) {
    byte[] padded = new byte[bytes.length + 7];
    System.arraycopy(bytes, 0, padded, 5, bytes.length);
    return format.decoder(new TermDictionary(), 100).decode(padded, 5, 5 + bytes.length);
  }

  private static void refuse(SerializationFormat format, byte[] bytes, String complaint) {
    assertThatThrownBy(() -> decode(format, bytes))
        .isInstanceOfSatisfying(
            IpcException.class, e -> assertThat(e.code()).isEqualTo(IpcException.Code.MALFORMED))
        .hasMessageMatching("(?s)(.*[^0-9])?" + complaint + ".*");
  }
}
