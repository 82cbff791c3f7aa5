package cwm.app.server;

import static java.util.function.Predicate.not;

import cwm.jena.RdfSyntax;
import cwm.jena.sparql.ResultFormat;
import cwm.rdf.n3.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a request says of the answer's format in its parameters, where a client cannot set headers:
/// `format=json`, or a media type.
///
/// `output` and `results` mean the same: SPARQLWrapper sends all three beside `Accept`, some of
/// them twice, since servers call them differently.
final class FormatParameter {
  static final List<String> NAMES = List.of("format", "output", "results");

  private FormatParameter() {}

  /// What a client would like to be answered in, by these parameters or else by `Accept`.
  ///
  /// @throws Refusal if a parameter names a format that there is not
  static Accept accept(Call call, Parameters parameters) {
    List<String> types =
        NAMES.stream()
            .flatMap(name -> parameters.all(name).stream())
            .filter(not(String::isBlank))
            .flatMap(format -> mediaTypes(format).stream())
            .toList();
    return types.isEmpty() ? call.accept() : Accept.of(types);
  }

  /// Those of rows and of statements: `xml` is a format of both.
  private static List<String> mediaTypes(String format) {
    if (format.contains("/")) {
      return List.of(format);
    }
    List<String> types = new ArrayList<>();
    ResultFormat.ofName(format).ifPresent(found -> types.addAll(found.mediaTypes()));
    Syntax.ofName(format).ifPresent(found -> types.addAll(found.mediaTypes()));
    RdfSyntax.ofName(format).ifPresent(found -> types.addAll(found.mediaTypes()));
    if (format.toLowerCase(Locale.ROOT).equals("json")) {
      types.addAll(RdfSyntax.JSONLD.mediaTypes());
    }
    if (types.isEmpty()) {
      throw Refusal.of(
          Answer.BAD_REQUEST,
          "there is no format '%s'".formatted(format),
          "it is json, xml, csv, tsv, table, turtle, n3, ntriples, rdfxml, jsonld, trig, nquads, or"
              + " a media type");
    }
    return types;
  }
}
