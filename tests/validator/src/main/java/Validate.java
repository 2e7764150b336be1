import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.ValueSet;

/**
 * HL7's own validator over exported Bundles: {@code Validate EXPORTS UKCORE [PACKAGE...]}.
 *
 * <p>EXPORTS holds the Bundles; UKCORE the UK Core definitions in XML; each PACKAGE the unpacked folder of a FHIR package.
 * Whatever has the severity "error" or "fatal" fails the run. No message is dropped: a code of a code system that is not
 * here (SNOMED CT, dm+d, LOINC beyond the common ones) is a warning, and the warnings are counted by their kind.
 */
public final class Validate {
  private static final FhirContext R4 = FhirContext.forR4();

  private Validate() {}

  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ENGLISH);
    PrePopulatedValidationSupport definitions = new PrePopulatedValidationSupport(R4);
    int count = read(Path.of(arguments[1]), ".xml", definitions);
    for (int index = 2; index < arguments.length; index++) {
      count += read(Path.of(arguments[index]), ".json", definitions);
    }
    System.out.println(count + " definitions beside those of FHIR R4");

    UnknownCodeSystemWarningValidationSupport unknown = new UnknownCodeSystemWarningValidationSupport(R4);
    unknown.setNonExistentCodeSystemSeverity(IValidationSupport.IssueSeverity.WARNING);
    ValidationSupportChain chain =
        new ValidationSupportChain(
            definitions,
            new Versioned(),
            new CommonCodeSystemsTerminologyService(R4),
            new InMemoryTerminologyServerValidationSupport(R4),
            new SnapshotGeneratingValidationSupport(R4),
            unknown);
    FhirInstanceValidator instance = new FhirInstanceValidator(chain);
    instance.setAnyExtensionsAllowed(true);
    instance.setErrorForUnknownProfiles(true);
    FhirValidator validator = R4.newValidator();
    validator.registerValidatorModule(instance);

    List<Path> exports;
    try (Stream<Path> found = Files.list(Path.of(arguments[0]))) {
      exports = found.filter(path -> path.toString().endsWith(".json")).sorted().toList();
    }
    if (exports.isEmpty()) {
      throw new IllegalStateException("nothing was exported");
    }
    Map<String, Integer> warnings = new TreeMap<>();
    int errors = 0;
    for (Path export : exports) {
      List<SingleValidationMessage> messages =
          validator.validateWithResult(Files.readString(export)).getMessages();
      int here = 0;
      for (SingleValidationMessage message : messages) {
        ResultSeverityEnum severity = message.getSeverity();
        if (severity == ResultSeverityEnum.ERROR || severity == ResultSeverityEnum.FATAL) {
          here++;
          System.out.println(
              export.getFileName() + ": " + message.getLocationString() + ": " + message.getMessage());
        } else if (severity == ResultSeverityEnum.WARNING) {
          warnings.merge(String.valueOf(message.getMessageId()), 1, Integer::sum);
          if (System.getenv("DCR_WARNINGS") != null) {
            System.out.println(
                "warning: " + message.getMessageId() + ": " + message.getLocationString() + ": " + message.getMessage());
          }
        }
      }
      errors += here;
      System.out.println(export.getFileName() + ": " + here + " errors");
    }
    System.out.println("warnings by kind:");
    warnings.forEach((kind, times) -> System.out.println("  " + times + " " + kind));
    System.out.println(exports.size() + " Bundles, " + errors + " errors");
    if (errors > 0) {
      System.exit(1);
    }
  }

  /**
   * FHIR R4's own definitions, found under {@code url|4.0.1} too, as the summary's profiles name them.
   */
  private static final class Versioned extends DefaultProfileValidationSupport {
    private static final String VERSION = "|4.0.1";

    Versioned() {
      super(R4);
    }

    @Override
    public IBaseResource fetchStructureDefinition(String url) {
      return super.fetchStructureDefinition(
          url.endsWith(VERSION) ? url.substring(0, url.length() - VERSION.length()) : url);
    }
  }

  private static int read(Path folder, String ending, PrePopulatedValidationSupport into) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> found = Files.walk(folder, 2)) {
      found
          .filter(path -> path.toString().endsWith(ending))
          .filter(path -> path.getFileName().toString().matches("(StructureDefinition|ValueSet|CodeSystem|Extension|UKCore)-.*"))
          .filter(path -> !path.toString().contains("/example/"))
          .sorted()
          .forEach(files::add);
    }
    int count = 0;
    for (Path file : files) {
      IBaseResource resource;
      try (Reader text = Files.newBufferedReader(file)) {
        resource =
            ending.equals(".xml")
                ? R4.newXmlParser().parseResource(text)
                : R4.newJsonParser().parseResource(text);
      }
      if (resource instanceof StructureDefinition
          || resource instanceof ValueSet
          || resource instanceof CodeSystem) {
        into.addResource(resource);
        count++;
        MetadataResource named = (MetadataResource) resource;
        if (named.getUrl() == null) {
          throw new IllegalStateException(file + " has no URL");
        }
      }
    }
    return count;
  }
}
