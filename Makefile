# Every target sets up what it needs on a machine that has Python 3.11 or newer and make, and nothing else.
# Yours to set: PYTHON (which Python), PIP_ARGS (what pip is given, such as another index), VENV (where it all goes).

PYTHON ?= python3
PIP_ARGS ?=
VENV ?= .venv
ASSIGNMENT ?=
LAB_ARGS ?=
REPO ?=
# The hub is installed on its own, where every account can run it, and describes one class.
HUB ?= /opt/one-neuron-up
CLASS ?= deploy/jupyterhub/demo.toml
PYTEST_ARGS ?= -n 2 --dist loadscope --no-loadscope-reorder
CLOCK ?= artifacts/ci.json
# Unix time after which tests begin no lecture and no proof of an assignment; none by default.
UNTIL ?=

RUN = $(VENV)/bin/python
# Python compiles what it imports, once; compiling all of PyTorch and SymPy beforehand takes longer than copying them.
# Where this variable is set (many containers do), it would compile them anew at every start.
unexport PYTHONDONTWRITEBYTECODE
# A newer pip shows what setuptools says of every editable installation, as a warning of ten lines.
INSTALL = PYTHONWARNINGS=ignore $(RUN) -m pip install --quiet --disable-pip-version-check --no-compile --constraint constraints.txt $(PIP_ARGS)

.DEFAULT_GOAL := help
.PHONY: help file grade cluster check lab hub hub-stop test quick slow colab controls lint notebooks release badges site student pictures bench lock
.DELETE_ON_ERROR:

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

file: $(VENV)/.course ## File what was downloaded from Canvas, or ASSIGNMENT=a05-gradient-descent alone
	@$(RUN) -m grader file $(ASSIGNMENT)

grade: $(VENV)/.course ## Grade every submission, or ASSIGNMENT=a05-gradient-descent alone, and show the table
	@$(RUN) -m grader grade $(ASSIGNMENT)

cluster: $(VENV)/.cluster ## Install what grading on a cluster needs: python -m grader grade --on slurm:cluster.toml

check: $(VENV)/.course ## Let every assignment prove itself, or ASSIGNMENT=a05-gradient-descent alone
	@$(RUN) -m grader check $(ASSIGNMENT)

lab: $(VENV)/.course ## Open JupyterLab on the lectures, with nbgrader's tools
	@$(RUN) -m grader lab -- $(LAB_ARGS)

hub: $(HUB)/.hub ## As root: start a JupyterHub with a demo class, or CLASS=my-class.toml, and say who can log in
	@$(HUB)/bin/python -m deploy.jupyterhub start $(CLASS)

hub-stop: ## As root: end that JupyterHub, and remove the demo class with all its work
	@$(HUB)/bin/python -m deploy.jupyterhub stop $(CLASS)

test: lint ## Check everything, as .ci/run does
	@$(RUN) -m pytest $(PYTEST_ARGS) -m "not controls and not slow" --clock=$(CLOCK) $(if $(UNTIL),--until=$(UNTIL))

quick: lint ## Check style, types and units, without browsers, hubs, lectures or classes: under two minutes
	@$(RUN) -m pytest $(PYTEST_ARGS) -m "not (browser or colab or controls or course or hub or lecture or proof or slow)"

slow: $(VENV)/.dev ## Run what CI leaves out, since it takes minutes or wants an idle machine
	@$(RUN) -m pytest -m slow

colab: $(VENV)/.dev ## Run every lecture and assignment with Colab's versions, and keep the record of it
	@$(RUN) -m authoring.colab

controls: $(VENV)/.dev ## Show that the attacks tried on the grading engine work on stock nbgrader
	@$(RUN) -m pytest -m controls

lint: $(VENV)/.dev ## Check style and types only
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check
	@$(RUN) -m mypy

notebooks: $(VENV)/.course ## Build the notebooks whose text in authoring/ has changed
	@$(RUN) -m authoring.build

release: $(VENV)/.course ## Make the students' version of each assignment
	@$(RUN) -m grader release

badges: $(VENV)/.course ## Let all Colab badges and first cells go to REPO=owner/name on GitHub
	@$(RUN) -m authoring.build --repository="$(REPO)"
	@$(RUN) -m grader release

site: $(VENV)/.site ## Make the course's web pages, whose figures move without Python, in site/ (needs npm)
	@$(RUN) -m authoring.site

student: $(VENV)/.course ## Make the students' edition of the course, a zip and a git branch
	@$(RUN) -m grader student --repository="$(REPO)"

pictures: $(VENV)/.dev ## Draw the pictures of README.md anew, and take those of deploy/README.md from the last test of the hub
	@$(RUN) -m docs.pictures
	@$(RUN) -m docs.hub_pictures

bench: $(VENV)/.bench ## Measure training speed against other libraries
	@$(RUN) -m benchmarks.training

lock: $(VENV)/.dev ## Write the installed versions to constraints.txt, after an upgrade
	@sed -n '/^#/p' constraints.txt > $(VENV)/lock
	@$(RUN) -m pip freeze --exclude-editable --disable-pip-version-check | sed -e '/ @ /d' -e 's/+.*//' >> $(VENV)/lock
	@mv $(VENV)/lock constraints.txt

# Layers, so that a student does not wait for what only contributors need.
$(VENV)/.course: pyproject.toml constraints.txt | $(RUN)
	@echo "Installing the course into $(VENV); this is done once and takes some minutes."
	@$(INSTALL) --editable '.[course]'
	@touch $@

$(VENV)/.site: pyproject.toml constraints.txt | $(RUN)
	@echo "Installing the course and what makes its web pages into $(VENV); this is done once and takes some minutes."
	@$(INSTALL) --editable '.[course,site]'
	@touch $(VENV)/.course $@

$(VENV)/.cluster: pyproject.toml constraints.txt | $(RUN)
	@echo "Installing the course and what grading on a cluster needs into $(VENV); this is done once and takes some minutes."
	@$(INSTALL) --editable '.[cluster,course]'
	@touch $(VENV)/.course $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(RUN)
	@echo "Installing the course and the tools of its tests into $(VENV); this is done once and takes some minutes."
	@$(INSTALL) --editable '.[cluster,course,dev,hub,site]'
	@touch $(VENV)/.cluster $(VENV)/.course $(VENV)/.site $@

$(VENV)/.bench: $(VENV)/.dev
	@echo "Installing the libraries to compare with into $(VENV); this is done once."
	@$(INSTALL) --editable '.[bench,cluster,course,dev,hub,site]'
	@touch $(VENV)/.cluster $(VENV)/.course $(VENV)/.site $(VENV)/.dev $@

# Not editable: a student's server imports what is installed, and never reads this folder with its solutions.
$(HUB)/.hub: pyproject.toml constraints.txt $(shell find grader helpers -type f -not -name "*.pyc" 2>/dev/null)
	@command -v npm >/dev/null || { \
	  echo "The hub needs configurable-http-proxy, and that needs Node.js: install it (Debian, Ubuntu: apt install nodejs npm)" >&2; exit 1; }
	@echo "Installing the hub into $(HUB); this is done once, and after changes, and takes some minutes."
	@$(PYTHON) -m venv $(HUB)
	@$(HUB)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt $(PIP_ARGS) '.[course,hub]'
	@npm install --silent --global --prefix $(HUB) configurable-http-proxy@5
	@touch $@

# The pip that a Python of 2023 brings would do, but takes half as long again.
$(RUN):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "One Neuron Up needs Python 3.11 or newer, and $(PYTHON) is not that: install one, or name it, as in make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make a virtual environment: install its venv module (Debian, Ubuntu: apt install python3-venv)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) 'pip>=25' || echo "Going on with this pip."
