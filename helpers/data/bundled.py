"""Small real data sets that ship inside scikit-learn, in their raw units."""

from sklearn import datasets

from helpers.data.containers import Dataset, split_rows


def digits(test_fraction: float = 0.25, seed: int = 0) -> Dataset:
    """Return 1,797 handwritten digits: X (n, 1, 8, 8) in [0, 1], 0 = paper and 1 = ink; y the digit.

    Source: Alpaydin and Kaynak (1998), Optical Recognition of Handwritten Digits, UCI, by way of scikit-learn.
    """
    bunch = datasets.load_digits()
    train, test = split_rows(bunch.images[:, None] / 16, bunch.target, test_fraction, seed)
    return Dataset(
        name="digits",
        train=train,
        test=test,
        feature_names=tuple(bunch.feature_names),
        class_names=tuple("0123456789"),
        description="Handwritten digits as 8x8 gray images, 0 = paper and 1 = ink. Source: Alpaydin and Kaynak "
        "(1998), UCI, bundled with scikit-learn.",
    )


def iris(test_fraction: float = 0.25, seed: int = 0) -> Dataset:
    """Return 150 iris flowers: X (n, 4), lengths and widths in cm; y the species (0, 1, 2).

    Source: Fisher (1936), The Use of Multiple Measurements in Taxonomic Problems, by way of scikit-learn.
    """
    bunch = datasets.load_iris()
    train, test = split_rows(bunch.data, bunch.target, test_fraction, seed)
    return Dataset(
        name="iris",
        train=train,
        test=test,
        feature_names=tuple(bunch.feature_names),
        class_names=tuple(map(str, bunch.target_names)),
        description="One flower per row: length and width of sepals and petals in cm; the class is the species. "
        "Source: Fisher (1936), bundled with scikit-learn.",
    )


def breast_cancer(test_fraction: float = 0.25, seed: int = 0) -> Dataset:
    """Return 569 breast tumors: X (n, 30), shape measurements of cell nuclei; y = 1 means malignant.

    The positive class is the disease, as everywhere in medicine. scikit-learn codes it the other way round
    (0 = malignant), so y here is 1 minus scikit-learn's target.

    Source: Street, Wolberg and Mangasarian (1993), Wisconsin Diagnostic Breast Cancer, UCI, by way of scikit-learn.
    """
    bunch = datasets.load_breast_cancer()
    train, test = split_rows(bunch.data, 1 - bunch.target, test_fraction, seed)
    return Dataset(
        name="breast_cancer",
        train=train,
        test=test,
        feature_names=tuple(map(str, bunch.feature_names)),
        class_names=("benign", "malignant"),
        description="One tumor per row: 30 measurements of cell nuclei in raw units; class 1 is malignant "
        "(scikit-learn codes it as 0). Source: Street, Wolberg and Mangasarian (1993), UCI, bundled with scikit-learn.",
    )


def diabetes(test_fraction: float = 0.25, seed: int = 0) -> Dataset:
    """Return 442 patients: X (n, 10) in raw units; y (n,) float32, disease progression one year later (25 to 346).

    The features are age in years, sex (coded 1 and 2), body mass index in kg/m^2, mean blood pressure, and six blood
    serum measurements s1 to s6.

    Source: Efron, Hastie, Johnstone and Tibshirani (2004), Least Angle Regression, by way of scikit-learn.
    """
    bunch = datasets.load_diabetes(scaled=False)
    train, test = split_rows(bunch.data, bunch.target, test_fraction, seed)
    return Dataset(
        name="diabetes",
        train=train,
        test=test,
        feature_names=tuple(bunch.feature_names),
        class_names=(),
        description="One patient per row: age, sex, body mass index, blood pressure and six blood serum values in raw "
        "units; the target is a measure of disease progression one year later. Source: Efron et al. (2004), bundled "
        "with scikit-learn.",
    )
